-- Signed links: whether one still holds. Called only by awards/links.py.

-- name: issue
-- Make a link for a subject; it lasts from the moment at which it was made.
WITH made AS MATERIALIZED (SELECT clock_timestamp() AS at)
INSERT INTO links (id, purpose, subject, single_use, created_at, expires_at)
     SELECT :id, :purpose, :subject, :single_use, made.at, made.at + :lasts::interval
       FROM made;

-- name: link
-- A link by its id, with the database's clock.
SELECT id, purpose, subject, generation, single_use, created_at, expires_at, used_at, revoked_at,
       clock_timestamp() AS now
  FROM links
 WHERE id = :id;

-- name: of_subject
-- The newest link of a subject.
  SELECT id, purpose, subject, generation, single_use, created_at, expires_at, used_at, revoked_at,
         clock_timestamp() AS now
    FROM links
   WHERE purpose = :purpose AND subject = :subject
ORDER BY created_at DESC, id
   LIMIT 1;

-- name: open
-- Open a link if it still holds: the one statement that decides.
   UPDATE links
      SET used_at = COALESCE(used_at, clock_timestamp())
    WHERE id = :id AND purpose = :purpose AND generation = :generation
      AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > clock_timestamp())
      AND NOT (single_use AND used_at IS NOT NULL)
RETURNING subject;

-- name: hold
-- Hold a link until this transaction ends. Whoever was opening it is done then, and their session is
-- seen by what ends it.
SELECT id FROM links WHERE id = :id FOR UPDATE;

-- name: renew
-- Give a link a new generation and a new end: every token made before is void, and so are its
-- sessions.
WITH ended AS (
    UPDATE sessions SET ended_at = clock_timestamp() WHERE link = :id AND ended_at IS NULL
)
   UPDATE links
      SET generation = generation + 1, revoked_at = NULL, used_at = NULL,
          expires_at = clock_timestamp() + :lasts::interval
    WHERE id = :id
RETURNING generation;

-- name: revoke
-- End a link and every session that was opened through it.
WITH ended AS (
    UPDATE sessions SET ended_at = clock_timestamp() WHERE link = :id AND ended_at IS NULL
)
UPDATE links
   SET revoked_at = clock_timestamp()
 WHERE id = :id AND revoked_at IS NULL;

-- name: revoke_openable
-- End the links of a subject that could still be opened.
UPDATE links
   SET revoked_at = clock_timestamp()
 WHERE purpose = :purpose AND subject = :subject AND revoked_at IS NULL
   AND NOT (single_use AND used_at IS NOT NULL);

-- name: expire
-- The links of a subject from before a moment open nothing more; sessions begun through them go on.
UPDATE links
   SET expires_at = clock_timestamp()
 WHERE purpose = :purpose AND subject = :subject AND created_at < :before
   AND NOT single_use AND revoked_at IS NULL AND expires_at > clock_timestamp();
