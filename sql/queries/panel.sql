-- The panel: jurors and their seats. Called only by awards/panel.py.

-- name: by_cookie
-- The juror a session belongs to, if it holds, with the stage of their edition.
SELECT jurors.id, jurors.name, jurors.address, jurors.mailbox, jurors.language, jurors.chair,
       jurors.edition, editions.year, editions.stage::text, sessions.link
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN jurors ON jurors.id = sessions.subject
  JOIN editions ON editions.id = jurors.edition
 WHERE sessions.cookie = :cookie AND sessions.audience = 'juror'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL AND jurors.excused_at IS NULL
   AND editions.stage <> 'archived';
