-- Nominees: companies in categories, eligible or not, joined or apart. Called only by awards/nominees.py.

-- name: share
-- Let nominees arise beside others; staff who screen wait until all who came before are done.
SELECT pg_advisory_xact_lock_shared(
           hashtext('awards.screening'), (categories.edition % 2147483647)::integer)
  FROM categories
 WHERE categories.id = :category;

-- name: arise
-- The nominee of a company's head in a category; one that is there already stays as it is.
INSERT INTO nominees (category, company)
     SELECT :category, company_heads.head
       FROM company_heads
      WHERE company_heads.company = :company
ON CONFLICT ON CONSTRAINT one_nominee_per_company_and_category
  DO UPDATE SET version = nominees.version
  RETURNING nominees.id;
