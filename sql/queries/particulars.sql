-- Particulars: companies and what they said, all of an edition. Called only by awards/particulars.py.

-- name: companies
-- The companies of an edition, or so many of them, with what was joined into each, what the register
-- and the list of members know, and who works on its form; and how many companies there are.
WITH kin AS (
    SELECT company_heads.head, companies.id, companies.name, companies.organisation_number,
           companies.snapshot
      FROM company_heads
      JOIN companies ON companies.id = company_heads.company
     WHERE companies.edition = :edition
), numbered AS (
    SELECT DISTINCT ON (kin.head) kin.head, kin.organisation_number, kin.snapshot
      FROM kin
  ORDER BY kin.head, kin.organisation_number IS NULL, kin.id <> kin.head, kin.id
), joined AS (
    SELECT kin.head, array_agg(kin.name ORDER BY kin.id) AS names
      FROM kin
     WHERE kin.id <> kin.head
  GROUP BY kin.head
), people AS (
    SELECT kin.head,
           array_agg(concat_ws(' ', nullif(contributors.name, ''),
                               '<' || contributors.address || '>')
                     ORDER BY contributors.id) AS names
      FROM kin
      JOIN contributors ON contributors.company = kin.id
     WHERE contributors.ended_at IS NULL AND contributor_is_inside(contributors.id)
  GROUP BY kin.head
), competing AS (
    SELECT nominees.company, jsonb_agg(categories.name ORDER BY categories.position) AS names
      FROM nominees
      JOIN categories ON categories.id = nominees.category
     WHERE categories.edition = :edition
  GROUP BY nominees.company
)
  SELECT companies.id, companies.name, numbered.organisation_number AS number,
         COALESCE(joined.names, '{}') AS joined, COALESCE(competing.names, '[]') AS categories,
         snapshots.facts, snapshots.fetched_at, members.name AS member, members.kind,
         COALESCE(people.names, '{}') AS people, count(*) OVER () AS total
    FROM numbered
    JOIN companies ON companies.id = numbered.head
    LEFT JOIN joined ON joined.head = numbered.head
    LEFT JOIN people ON people.head = numbered.head
    LEFT JOIN competing ON competing.company = numbered.head
    LEFT JOIN snapshots ON snapshots.id = numbered.snapshot
    LEFT JOIN members ON members.edition = companies.edition
                     AND members.organisation_number = numbered.organisation_number
ORDER BY companies.id
   LIMIT :most;

-- name: told
-- What the companies of an edition said, as it stands: the newest answer to each of these questions
-- and the newest of each of these items, whichever of the companies joined into one it is of.
SELECT DISTINCT ON (company_heads.head, company_answers.question, company_answers.item)
       company_heads.head, company_answers.question, company_answers.item, company_answers.body,
       company_answers.answered_at
  FROM company_answers
  JOIN companies ON companies.id = company_answers.company
  JOIN company_heads ON company_heads.company = companies.id
 WHERE companies.edition = :edition
   AND (company_answers.question = ANY(:questions::bigint[])
        OR company_answers.item = ANY(:items::text[]))
ORDER BY company_heads.head, company_answers.question, company_answers.item, company_answers.id DESC;
