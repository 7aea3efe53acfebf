-- Companies of an edition. Called only by awards/companies.py.

-- name: add
-- A company whose number nobody gave; staff may join it with another later.
INSERT INTO companies (edition, name)
     VALUES (:edition, :name)
  RETURNING id;

-- name: find_or_add
-- The company with this number, added if there is none. The harmless update makes whoever comes
-- second wait for the first and then see its row; the name is left out, readers see no change.
INSERT INTO companies (edition, name, organisation_number)
     VALUES (:edition, :name, :organisation_number)
ON CONFLICT ON CONSTRAINT one_company_per_organisation_number
  DO UPDATE SET organisation_number = excluded.organisation_number
  RETURNING id;

-- name: company
-- One company, and the one it was joined into.
SELECT companies.id, companies.edition, companies.name, companies.organisation_number,
       company_heads.head, companies.version
  FROM companies
  JOIN company_heads ON company_heads.company = companies.id
 WHERE companies.id = :id;

-- name: known
-- What the register and the list of members know about a company; where it has no number of its own,
-- about the first with one that was joined into it.
  SELECT companies.id AS company, companies.organisation_number AS number, companies.checked,
         companies.checked_at, snapshots.fetched_at, snapshots.facts, snapshots.purged_at,
         members.name AS member, members.kind, members.may_be_nominated, editions.listed
    FROM company_family(:company) AS kin (company)
    JOIN companies ON companies.id = kin.company
    JOIN editions ON editions.id = companies.edition
    LEFT JOIN snapshots ON snapshots.id = companies.snapshot
    LEFT JOIN members ON members.edition = companies.edition
                     AND members.organisation_number = companies.organisation_number
ORDER BY companies.organisation_number IS NULL, companies.id <> :company, companies.id
   LIMIT 1;
