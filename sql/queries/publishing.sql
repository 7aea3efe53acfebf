-- The minute of an announcement. Called only by awards/publishing.py.

-- name: schedule
-- Give an approved announcement its minute.
UPDATE announcements
   SET state = 'scheduled', due = :due, version = version + 1
 WHERE id = :id;

-- name: take_back
-- Take its minute from an announcement that readers have not seen; true if it still waited.
   UPDATE announcements
      SET state = 'approved', due = NULL, version = version + 1
    WHERE id = :id AND state = 'scheduled'
RETURNING true;

-- name: due
-- The announcement that has been due longest, by the database's clock.
  SELECT id, edition, kind::text
    FROM announcements
   WHERE state = 'scheduled' AND due <= clock_timestamp()
ORDER BY due, id
   LIMIT 1;

-- name: next_due
-- Seconds until the next announcement is due; nothing when none is scheduled.
SELECT EXTRACT(EPOCH FROM min(due) - clock_timestamp())::double precision
  FROM announcements
 WHERE state = 'scheduled';

-- name: publish
-- Let it out, if it is still scheduled and its minute has come; readers see this version from now on.
WITH minute AS (
    SELECT clock_timestamp() AS now
), published AS (
    UPDATE announcements
       SET state = 'published', published_at = minute.now, updated_at = minute.now,
           version = version + 1
      FROM minute
     WHERE id = :id AND state = 'scheduled' AND due <= minute.now
 RETURNING id, version, headline, lead, body, quotes, picture, alt, credit, correction, published_at
)
INSERT INTO announcement_versions
            (announcement, version, headline, lead, body, quotes, picture, alt, credit, correction,
             seen_from)
     SELECT published.id, published.version, published.headline, published.lead, published.body,
            published.quotes, published.picture, published.alt, published.credit,
            published.correction, published.published_at
       FROM published;

-- name: without_shortlist
-- How many categories of an edition have no fixed shortlist.
SELECT count(*)
  FROM categories
 WHERE categories.edition = :edition
   AND NOT EXISTS (SELECT FROM rounds
                    WHERE rounds.category = categories.id AND rounds.fixed_at IS NOT NULL);
