-- Sessions: who is signed in, on which device. Called only by awards/sessions.py.

-- name: open
-- Open a session through a link. A browser that had one of the same person is known, and what is
-- left of that one ends.
WITH before AS (
       UPDATE sessions
          SET ended_at = COALESCE(ended_at, clock_timestamp())
        WHERE cookie = :before AND audience = :audience AND subject = :subject
    RETURNING id
)
INSERT INTO sessions (cookie, audience, link, subject, device, known, expires_at)
     VALUES (:cookie, :audience, :link, :subject, :device, EXISTS (SELECT FROM before),
             clock_timestamp() + :lasts::interval);

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
