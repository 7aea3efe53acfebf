-- Sessions: who is signed in, on which device. Called only by awards/sessions.py.

-- name: open
-- Open a session through a link.
INSERT INTO sessions (cookie, audience, link, subject, device, expires_at)
     VALUES (:cookie, :audience, :link, :subject, :device, clock_timestamp() + :lasts::interval);

-- name: end
-- Sign out; the link that the session was opened through.
   UPDATE sessions
      SET ended_at = clock_timestamp()
    WHERE cookie = :cookie AND ended_at IS NULL
RETURNING link;

-- name: end_all
-- End every session of a person.
UPDATE sessions
   SET ended_at = clock_timestamp()
 WHERE audience = :audience AND subject = :subject AND ended_at IS NULL;

-- name: devices
-- The devices a person has opened their link on, newest first.
  SELECT device, opened_at, seen_at
    FROM sessions
   WHERE audience = :audience AND subject = :subject AND ended_at IS NULL
     AND expires_at > clock_timestamp()
ORDER BY opened_at DESC
   LIMIT 20;
