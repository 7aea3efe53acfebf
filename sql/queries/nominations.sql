-- Nominations: sent, confirmed, mended, withdrawn, rejected, lapsed. Called only by awards/nominations.py.

-- name: by_cookie
-- The nominator a session belongs to, if it holds: a mailbox within an edition.
SELECT nominations.id AS nomination, nominations.edition, nominations.mailbox, nominations.address,
       nominations.nominator, nominations.language, editions.year
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN nominations ON nominations.id = sessions.subject
  JOIN editions ON editions.id = nominations.edition
 WHERE sessions.cookie = :cookie AND sessions.audience = 'nomination'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL AND editions.stage <> 'archived';
