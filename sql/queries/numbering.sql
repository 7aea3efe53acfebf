-- Numbering: companies that were entered without a number. Called only by awards/numbering.py.

-- name: numbered
-- Which company of an edition has a number, by the one it was joined into.
SELECT company_heads.head
  FROM companies
  JOIN company_heads ON company_heads.company = companies.id
 WHERE companies.edition = :edition AND companies.organisation_number = :number;

-- name: give
-- Give a company that has none its organisation number, if it is still what was shown.
   UPDATE companies
      SET organisation_number = :number, version = version + 1
    WHERE id = :company AND edition = :edition AND version = :version
      AND organisation_number IS NULL
RETURNING id;
