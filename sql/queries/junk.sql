-- Junk: what no person seems to have sent. Called only by awards/junk.py.

-- name: page
-- Junk of an edition that has some words in it, the newest first.
  SELECT nominations.id, nominations.company_name, categories.name AS category_name,
         nominations.nominator, nominations.address, nominations.junk AS why,
         nominations.sent_at, count(*) OVER () AS total
    FROM nominations
    JOIN categories ON categories.id = nominations.category
   WHERE nominations.edition = :edition AND nominations.junk <> ''
     AND (strpos(lower(concat_ws(' ', nominations.company_name, nominations.nominator,
                                 nominations.address)), lower(:search)) > 0
          OR EXISTS (SELECT FROM answers
                      WHERE answers.nomination = nominations.id
                        AND strpos(lower(answers.body), lower(:search)) > 0))
ORDER BY nominations.id DESC
   LIMIT :most OFFSET :skipped;

-- name: count
-- How much junk an edition has, and the newest of it.
SELECT count(*) AS all, COALESCE(max(id), 0) AS newest
  FROM nominations
 WHERE edition = :edition AND junk <> '';

-- name: take_out
-- A nomination is no junk after all.
   UPDATE nominations
      SET junk = '', version = version + 1
    WHERE id = :nomination AND edition = :edition AND junk <> ''
RETURNING category, company_name, organisation_number, address, language;

-- name: beside
-- What the mailbox of a nomination has nominated before in its category, and stands.
SELECT others.id, others.company_name, others.organisation_number
  FROM nominations
  JOIN nominations AS others ON others.mailbox = nominations.mailbox
   AND others.category = nominations.category AND others.id <> nominations.id
 WHERE nominations.id = :nomination AND nominations.mailbox <> '' AND others.junk = ''
   AND others.state IN ('sent', 'confirmed');

-- name: empty_answers
-- Delete what was answered in an edition's junk, up to one of it.
DELETE FROM answers
 USING nominations
 WHERE nominations.id = answers.nomination AND nominations.edition = :edition
   AND nominations.junk <> '' AND nominations.id <= :newest;

-- name: empty
-- Delete an edition's junk, up to one of it.
DELETE FROM nominations
 WHERE edition = :edition AND junk <> '' AND id <= :newest;
