-- Asking the register about companies again. Called only by awards/rechecks.py.

-- name: page
-- Companies of an edition that are their own head, those that are not verified first.
  SELECT companies.id, companies.name, companies.organisation_number, snapshots.fetched_at,
         snapshots.purged_at, companies.checked_at, companies.checked,
         (SELECT min(nominees.id) FROM nominees WHERE nominees.company = companies.id) AS nominee,
         EXISTS (SELECT FROM rechecks
                  WHERE rechecks.company = companies.id AND rechecks.done_at IS NULL) AS waits,
         count(*) OVER () AS total
    FROM companies
    LEFT JOIN snapshots ON snapshots.id = companies.snapshot
   WHERE companies.edition = :edition AND companies.merged_into IS NULL
     AND (NOT :unverified OR snapshots.facts IS NULL)
ORDER BY snapshots.facts IS NULL DESC,
         translate(replace(lower(companies.name), 'aa', 'å'), 'åäöüéèêáàóòô', 'ÿæøyeeeaaooo')
             COLLATE "C",
         companies.id
   LIMIT :most OFFSET :skipped;

-- name: company
-- The number of a company.
SELECT organisation_number
  FROM companies
 WHERE id = :company AND edition = :edition;

-- name: checked
-- What came of asking about a company; a newer snapshot takes the place of the one before.
UPDATE companies
   SET checked_at = clock_timestamp(), checked = :outcome,
       snapshot = COALESCE(:snapshot, snapshot)
 WHERE id = :company AND edition = :edition;

-- name: ask_about_all
-- Every company with a number waits to be asked about, once.
INSERT INTO rechecks (company, asked_by, asked_at)
     SELECT companies.id, :staff, now()
       FROM companies
      WHERE companies.edition = :edition AND companies.organisation_number IS NOT NULL
ON CONFLICT (company)
  DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at, done_at = NULL
  RETURNING company;

-- name: progress
-- How many companies staff asked about last, and how many of them are done.
SELECT count(*)::integer AS total, count(rechecks.done_at)::integer AS done
  FROM rechecks
  JOIN companies ON companies.id = rechecks.company
 WHERE companies.edition = :edition
   AND rechecks.asked_at = (SELECT max(newest.asked_at)
                              FROM rechecks AS newest
                              JOIN companies AS asked ON asked.id = newest.company
                             WHERE asked.edition = :edition);

-- name: next_waiting
-- The company that has waited longest to be asked about.
  SELECT rechecks.company, companies.edition, companies.organisation_number AS number,
         rechecks.asked_by
    FROM rechecks
    JOIN companies ON companies.id = rechecks.company
   WHERE rechecks.done_at IS NULL AND companies.organisation_number IS NOT NULL
ORDER BY rechecks.asked_at, rechecks.company
   LIMIT 1;

-- name: settle
-- A company was asked about.
UPDATE rechecks
   SET done_at = clock_timestamp()
 WHERE company = :company AND done_at IS NULL;
