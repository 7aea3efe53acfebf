-- Informing: which companies have not been told that they are nominated. Called only by awards/informing.py.

-- name: uninformed
-- Nominated companies that nobody has told, the most urgent first; all of them, one, or those whose
-- register facts have an address. Who only says that they work there does not know for a company.
-- Whatever was joined counts for its head; all of it is gone through once, however many there are.
WITH nominated AS (
    SELECT nominees.company, min(nominees.arose_at) AS arose_at, min(nominees.id) AS nominee,
           array_agg(categories.name ORDER BY categories.position, categories.id) AS categories
      FROM nominees
      JOIN categories ON categories.id = nominees.category
     WHERE categories.edition = :edition AND nominees.state NOT IN ('ineligible', 'withdrawn')
       AND (:company::bigint IS NULL OR nominees.company = :company)
  GROUP BY nominees.company
), kin AS MATERIALIZED (
    SELECT company_heads.head, companies.id, companies.snapshot
      FROM companies
      JOIN company_heads ON company_heads.company = companies.id
     WHERE companies.edition = :edition
       AND (:company::bigint IS NULL OR company_heads.head = :company)
), told AS (
    SELECT kin.head
      FROM kin
      JOIN contributors ON contributors.company = kin.id
     WHERE contributors.let_in_at IS NOT NULL
       AND (contributors.origin IN ('staff', 'register') OR contributors.let_in_by LIKE 'staff:%')
     UNION
    SELECT kin.head
      FROM kin
      JOIN company_answers ON company_answers.company = kin.id
     WHERE company_answers.item = 'informed'
), newest AS (
    SELECT DISTINCT ON (kin.head) kin.head, kin.snapshot
      FROM kin
     WHERE kin.snapshot IS NOT NULL
  ORDER BY kin.head, kin.id <> kin.head, kin.snapshot DESC
)
  SELECT companies.id AS company, companies.name, companies.organisation_number,
         nominated.nominee, nominated.categories, nominated.arose_at,
         nominated.arose_at + interval '30 days' AS due,
         COALESCE(snapshots.facts ->> 'name', '') AS legal_name,
         COALESCE(snapshots.facts ->> 'email', '') AS register_address,
         COALESCE(snapshots.facts ->> 'dissolved', '') <> ''
           OR COALESCE(snapshots.facts ->> 'bankrupt', 'false') = 'true' AS gone,
         count(*) OVER () AS total
    FROM nominated
    JOIN companies ON companies.id = nominated.company AND companies.merged_into IS NULL
    LEFT JOIN newest ON newest.head = companies.id
    LEFT JOIN snapshots ON snapshots.id = newest.snapshot
    LEFT JOIN told ON told.head = companies.id
   WHERE told.head IS NULL
     AND (NOT :by_register OR COALESCE(snapshots.facts ->> 'email', '') <> '')
ORDER BY nominated.arose_at, companies.id
   LIMIT :most OFFSET :skipped;

-- name: about
-- What is known of one nominated company of an edition, told or not.
  SELECT companies.id AS company, companies.name, companies.organisation_number,
         companies.version,
         COALESCE(snapshots.facts ->> 'name', '') AS legal_name,
         COALESCE(snapshots.facts ->> 'email', '') AS register_address,
         COALESCE(snapshots.facts ->> 'language_form', '') AS language_form
    FROM companies
    LEFT JOIN snapshots ON snapshots.id = companies.snapshot
   WHERE companies.id = :company AND companies.edition = :edition;

-- name: note
-- Staff note that a company was told, in another way than by our letter.
INSERT INTO company_answers (company, item, body, staff)
     VALUES (:company, 'informed', :body, :staff);

-- name: notes
-- What staff noted about how a company was told, newest first.
  SELECT company_answers.body, company_answers.answered_at, staff.name AS by
    FROM company_family(:company) AS kin (company)
    JOIN company_answers ON company_answers.company = kin.company
                        AND company_answers.item = 'informed'
    JOIN staff ON staff.id = company_answers.staff
ORDER BY company_answers.id DESC
   LIMIT 20;

-- name: automatic
-- The editions that are set to tell companies by themselves, while nominating and screening; always
-- in the same order, because each is held until the end.
SELECT id
  FROM editions
 WHERE inform_automatically AND stage IN ('nominating', 'screening')
 ORDER BY id;

-- name: change_rules
-- How companies are told and until when they fill in their forms, as the edition was shown.
   UPDATE editions
      SET inform_automatically = :inform_automatically, show_nominators = :show_nominators,
          case_deadline = :case_deadline, version = version + 1
    WHERE id = :edition AND version = :version
RETURNING id;

-- name: heard
-- What has been heard of companies, those joined with each of them included.
  SELECT company_heads.head,
         CASE WHEN bool_or(said.item = 'handed_in') THEN 'handed_in'
              WHEN bool_or(said.question IS NOT NULL AND said.contributor IS NOT NULL) THEN 'begun'
              WHEN bool_or(said.item = 'accepted') THEN 'accepted'
              WHEN bool_or(said.item = 'informed')
                OR bool_or(EXISTS (SELECT FROM contributors
                                    WHERE contributors.company = company_heads.company
                                      AND contributors.let_in_at IS NOT NULL)) THEN 'silent'
              ELSE 'not_told' END AS heard
    FROM company_heads
    LEFT JOIN company_answers AS said ON said.company = company_heads.company
   WHERE company_heads.head = ANY(:heads::bigint[])
GROUP BY company_heads.head;
