-- Corrections of what readers have seen. Called only by awards/corrections.py.

-- name: waiting
-- The correction that waits for a publisher, if there is one.
SELECT corrections.headline, corrections.lead, corrections.body, corrections.quotes,
       corrections.picture, pictures.key::text AS picture_key, corrections.alt,
       corrections.credit, corrections.correction, corrections.written_by,
       staff.name AS writer, corrections.written_at
  FROM corrections
  JOIN staff ON staff.id = corrections.written_by
  LEFT JOIN pictures ON pictures.id = corrections.picture
 WHERE corrections.announcement = :id;

-- name: touch
-- Whoever has this announcement open sees that something about it changed.
UPDATE announcements
   SET version = version + 1
 WHERE id = :id;

-- name: write
-- Write the correction, in the place of one that waited.
INSERT INTO corrections (announcement, headline, lead, body, quotes, picture, alt, credit,
                         correction, written_by)
     VALUES (:id, :headline, :lead, :body, :quotes, :picture, :alt, :credit, :correction, :member)
ON CONFLICT (announcement) DO UPDATE
        SET headline = excluded.headline, lead = excluded.lead, body = excluded.body,
            quotes = excluded.quotes, picture = excluded.picture, alt = excluded.alt,
            credit = excluded.credit,
            correction = excluded.correction, written_by = excluded.written_by,
            written_at = clock_timestamp();

-- name: let_out
-- The correction that waited becomes what readers see, dated; the constraint on two people holds.
WITH correction AS (
    DELETE FROM corrections
     WHERE corrections.announcement = :id
 RETURNING corrections.announcement, corrections.headline, corrections.lead, corrections.body,
           corrections.quotes, corrections.picture, corrections.alt, corrections.credit,
           corrections.correction, corrections.written_by
), corrected AS (
    UPDATE announcements
       SET headline = correction.headline, lead = correction.lead, body = correction.body,
           quotes = correction.quotes, picture = correction.picture, alt = correction.alt,
           credit = correction.credit,
           correction = correction.correction, written_by = correction.written_by,
           approved_by = :member, two_people = :two_people,
           updated_at = clock_timestamp(), version = announcements.version + 1
      FROM correction
     WHERE announcements.id = correction.announcement
 RETURNING announcements.id, announcements.version, announcements.headline, announcements.lead,
           announcements.body, announcements.quotes, announcements.picture, announcements.alt,
           announcements.credit, announcements.correction, announcements.updated_at
)
INSERT INTO announcement_versions
            (announcement, version, headline, lead, body, quotes, picture, alt, credit, correction,
             seen_from)
     SELECT corrected.id, corrected.version, corrected.headline, corrected.lead, corrected.body,
            corrected.quotes, corrected.picture, corrected.alt, corrected.credit,
            corrected.correction, corrected.updated_at
       FROM corrected;

-- name: drop
-- Drop the correction that waits.
DELETE FROM corrections WHERE announcement = :id;
