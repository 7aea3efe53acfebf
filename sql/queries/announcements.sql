-- News items as staff see them. Called only by awards/announcements.py.

-- name: page
-- Announcements of an edition, or one of them, the newest first, with who wrote and who approved.
  SELECT announcements.id, announcements.uid, announcements.edition, announcements.kind::text,
         announcements.state::text, announcements.slug, announcements.headline,
         announcements.lead, announcements.body, announcements.quotes, announcements.picture,
         pictures.key::text AS picture_key, announcements.alt, announcements.credit,
         addresses_of(announcements.id) AS addresses,
         announcements.written_by,
         writer.name AS writer, approver.name AS approver, announcements.due,
         announcements.published_at, announcements.updated_at, announcements.version
    FROM announcements
    JOIN staff AS writer ON writer.id = announcements.written_by
    LEFT JOIN staff AS approver ON approver.id = announcements.approved_by
    LEFT JOIN pictures ON pictures.id = announcements.picture
   WHERE announcements.edition = :edition
     AND (:id::bigint IS NULL OR announcements.id = :id)
     AND (:below::bigint IS NULL OR announcements.id < :below)
ORDER BY announcements.id DESC
   LIMIT :most;

-- name: of_the_winner
-- The announcement of the winner of an edition; of those that were not withdrawn there is one at most.
SELECT id
  FROM announcements
 WHERE edition = :edition AND kind = 'winner' AND state <> 'withdrawn';

-- name: hold
-- Keep others from changing an announcement until this transaction ends; the version it has.
   SELECT version
     FROM announcements
    WHERE edition = :edition AND id = :id
      FOR UPDATE;

-- name: write
-- Write a new announcement.
INSERT INTO announcements (edition, kind, slug, headline, lead, body, quotes, picture, alt, credit,
                           written_by, two_people)
     VALUES (:edition, :kind, :slug, :headline, :lead, :body, :quotes, :picture, :alt, :credit,
             :member, :two_people)
  RETURNING id;

-- name: edit
-- Write it anew: it is a draft again, whoever had approved it.
UPDATE announcements
   SET headline = :headline, lead = :lead, body = :body, quotes = :quotes, picture = :picture,
       alt = :alt, credit = :credit, written_by = :member,
       state = 'draft', approved_by = NULL, version = version + 1
 WHERE id = :id;

-- name: approve
-- Let it be published, as the edition's rule on two people stands now.
UPDATE announcements
   SET state = 'approved', approved_by = :member, two_people = :two_people, version = version + 1
 WHERE id = :id;

-- name: withdraw
-- Take a published announcement away from readers.
UPDATE announcements
   SET state = 'withdrawn', updated_at = clock_timestamp(), version = version + 1
 WHERE id = :id;
