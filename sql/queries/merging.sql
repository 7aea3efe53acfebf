-- Merging: companies that are one are joined, by a pointer, and parted again. Called only by awards/merging.py.

-- name: heads
-- The companies of an edition that are their own head, or one of them, with the nominations that count.
  SELECT companies.id, companies.name, companies.organisation_number, companies.version,
         count(nominations.id) FILTER (WHERE nominations.state = 'confirmed') AS nominations,
         snapshots.facts ->> 'parent' AS parent, snapshots.facts ->> 'home_page' AS home_page
    FROM companies
    LEFT JOIN snapshots ON snapshots.id = companies.snapshot
    LEFT JOIN company_heads ON company_heads.head = companies.id
    LEFT JOIN nominations ON nominations.company = company_heads.company
   WHERE companies.edition = :edition AND companies.merged_into IS NULL
     AND (:company::bigint IS NULL OR companies.id = :company)
GROUP BY companies.id, snapshots.id
ORDER BY lower(companies.name), companies.id;

-- name: joined
-- The companies that stand behind a head, each with its own nominations that count.
  SELECT companies.id, companies.name, companies.organisation_number, companies.version,
         count(nominations.id) FILTER (WHERE nominations.state = 'confirmed') AS nominations
    FROM company_heads
    JOIN companies ON companies.id = company_heads.company
    LEFT JOIN nominations ON nominations.company = companies.id
   WHERE company_heads.head = :head AND company_heads.company <> company_heads.head
GROUP BY companies.id
ORDER BY companies.id;

-- name: above
-- The companies a company stands behind, the nearest first; the last is the head of them all.
WITH RECURSIVE up (company, step) AS (
    SELECT merged_into, 1 FROM companies WHERE id = :company AND edition = :edition
    UNION ALL
    SELECT companies.merged_into, up.step + 1 FROM up JOIN companies ON companies.id = up.company
)
  SELECT company FROM up WHERE company IS NOT NULL ORDER BY step;

-- name: fixed
-- Is a shortlist fixed in a category in which one of two companies is nominated?
SELECT EXISTS (
    SELECT FROM rounds
      JOIN nominees ON nominees.category = rounds.category
     WHERE rounds.fixed_at IS NOT NULL AND nominees.company IN (:one, :other));

-- name: join
-- Point a company at the one it is joined into, both as they were shown and both their own heads.
   UPDATE companies
      SET merged_into = target.id, version = companies.version + 1
     FROM companies AS target
    WHERE companies.id = :source AND companies.version = :source_version
      AND companies.merged_into IS NULL AND companies.edition = :edition
      AND target.id = :target AND target.version = :target_version
      AND target.merged_into IS NULL AND target.edition = :edition
RETURNING companies.id;

-- name: inherit
-- Where the joined company is a nominee, its head is one.
INSERT INTO nominees (category, company)
     SELECT nominees.category, :head
       FROM nominees
      WHERE nominees.company = :company
ON CONFLICT DO NOTHING;

-- name: choose_instead
-- Where the joined company was chosen for a shortlist, its head is, if it may be.
INSERT INTO shortlist (round, nominee, own, instead_of)
     SELECT shortlist.round, heads.id, false, ARRAY[nominees.id]
       FROM shortlist
       JOIN nominees ON nominees.id = shortlist.nominee
       JOIN nominees AS heads ON heads.category = nominees.category AND heads.company = :head
      WHERE nominees.company = :company AND heads.state = 'proposed'
ON CONFLICT (round, nominee)
  DO UPDATE SET instead_of = shortlist.instead_of || excluded.instead_of;

-- name: part
-- Take the pointer away from a company as it was shown.
   UPDATE companies
      SET merged_into = NULL, version = version + 1
    WHERE id = :company AND edition = :edition AND version = :version AND merged_into IS NOT NULL
RETURNING id;

-- name: regain
-- A company that stands for itself again is a nominee wherever it has nominations that count.
INSERT INTO nominees (category, company)
     SELECT DISTINCT nominations.category, company_heads.head
       FROM company_heads
       JOIN nominations ON nominations.company = company_heads.company
      WHERE company_heads.head = :head AND nominations.state = 'confirmed'
ON CONFLICT DO NOTHING;

-- name: release
-- Who was chosen instead of others is so only for those that are still joined, and still chosen.
UPDATE shortlist
   SET instead_of = ARRAY(SELECT joined.id
                            FROM unnest(shortlist.instead_of) AS given (id)
                            JOIN nominees AS joined ON joined.id = given.id
                            JOIN companies ON companies.id = joined.company
                                          AND companies.merged_into = :company
                            JOIN shortlist AS hidden ON hidden.round = shortlist.round
                                                    AND hidden.nominee = joined.id)
  FROM nominees
 WHERE nominees.id = shortlist.nominee AND nominees.company = :company
   AND shortlist.instead_of <> '{}';

-- name: unchoose
-- Nobody who was chosen only because companies were joined, or is a nominee only because of that,
-- stays on a shortlist.
WITH RECURSIVE below (id) AS (
    SELECT :company::bigint
    UNION ALL
    SELECT companies.id FROM companies JOIN below ON companies.merged_into = below.id
)
DELETE FROM shortlist
      USING nominees
      WHERE nominees.id = shortlist.nominee AND nominees.company = :company
        AND (NOT shortlist.own AND shortlist.instead_of = '{}'
             OR NOT EXISTS (SELECT FROM nominations
                             WHERE nominations.company IN (SELECT id FROM below)
                               AND nominations.category = nominees.category));

-- name: forget
-- A nominee that arose only because companies were joined is none any more.
WITH RECURSIVE below (id) AS (
    SELECT :company::bigint
    UNION ALL
    SELECT companies.id FROM companies JOIN below ON companies.merged_into = below.id
)
DELETE FROM nominees
      WHERE nominees.company = :company
        AND NOT EXISTS (SELECT FROM nominations
                         WHERE nominations.company IN (SELECT id FROM below)
                           AND nominations.category = nominees.category);
