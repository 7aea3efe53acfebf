-- Nomination forms that were begun. Called only by awards/unfinished.py.

-- name: by_cookie
-- The form that a session goes on with, if it holds, with the stage of its edition.
SELECT unfinished.id, unfinished.edition, unfinished.form_key, unfinished.fields,
       unfinished.address, unfinished.mailbox, unfinished.language, unfinished.version,
       unfinished.saved_at, unfinished.ended_at, editions.stage::text
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN unfinished ON unfinished.id = sessions.subject
  JOIN editions ON editions.id = unfinished.edition
 WHERE sessions.cookie = :cookie AND sessions.audience = 'unfinished'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND (links.revoked_at IS NULL OR unfinished.ended_at IS NOT NULL);

-- name: unfinished
-- One form by its id.
SELECT id, edition, form_key, fields, address, mailbox, language, version, saved_at, ended_at
  FROM unfinished
 WHERE id = :id;

-- name: save
-- Keep a form, new or in a new version, unless it was saved elsewhere since it was shown or has
-- ended. The same once more keeps its version. Tells whose mailbox it was before.
WITH was AS (
    SELECT mailbox FROM unfinished WHERE form_key = :form_key
)
INSERT INTO unfinished (edition, form_key, fields, address, mailbox, language)
     VALUES (:edition, :form_key, :fields, :address, :mailbox, :language)
ON CONFLICT ON CONSTRAINT one_unfinished_form_per_key
  DO UPDATE SET fields = excluded.fields, address = excluded.address,
                mailbox = excluded.mailbox, language = excluded.language,
                saved_at = clock_timestamp(),
                version = unfinished.version
                          + (unfinished.fields IS DISTINCT FROM excluded.fields)::integer
          WHERE unfinished.ended_at IS NULL AND unfinished.edition = excluded.edition
            AND (unfinished.version = :version OR unfinished.fields = excluded.fields)
  RETURNING id, version, (SELECT was.mailbox FROM was) AS was;

-- name: ended
-- Whether the form of a key was sent or thrown away.
SELECT ended_at IS NOT NULL
  FROM unfinished
 WHERE form_key = :form_key;

-- name: end
-- Nobody goes on with a form any more.
UPDATE unfinished
   SET ended_at = clock_timestamp()
 WHERE id = :id AND ended_at IS NULL;

-- name: empty
-- Delete what was typed into a form.
UPDATE unfinished
   SET fields = '[]'
 WHERE id = :id;

-- name: forget
-- Delete the forms of some editions, so long after nominations have closed there.
DELETE FROM unfinished
 WHERE edition = ANY(:editions::bigint[])
   AND GREATEST(unfinished.saved_at,
                (SELECT COALESCE(timetable.done_at, timetable.due)
                   FROM timetable
                  WHERE timetable.edition = unfinished.edition AND timetable.stage = 'screening'))
       < clock_timestamp() - :kept::interval;
