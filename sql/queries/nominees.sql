-- Nominees: companies in categories, eligible or not. Called only by awards/nominees.py.

-- name: share
-- Let nominees arise beside others; staff who screen wait until all who came before are done.
SELECT pg_advisory_xact_lock_shared(hashtext('awards.screening'), (:edition::bigint % 2147483647)::integer);

-- name: hold
-- One deed of the staff at a time in the screening of an edition, and no nominee arises meanwhile.
SELECT pg_advisory_xact_lock(hashtext('awards.screening'), (:edition::bigint % 2147483647)::integer);

-- name: arise
-- The nominee of a company's head in a category; one that is there already stays as it is.
INSERT INTO nominees (category, company)
     SELECT :category, up.head
       FROM (SELECT company_head(:company)) AS up (head)
      WHERE up.head IS NOT NULL
ON CONFLICT ON CONSTRAINT one_nominee_per_company_and_category
  DO UPDATE SET version = nominees.version
  RETURNING nominees.id;

-- name: page
-- Nominees of an edition, or some of them, with the nominations that count for them and whatever was
-- joined into them. A company that was joined into another stands behind that one.
WITH counting AS (
    SELECT company_heads.head, nominations.category, count(*) AS nominations
      FROM nominations
      JOIN company_heads ON company_heads.company = nominations.company
     WHERE nominations.edition = :edition AND nominations.state = 'confirmed'
  GROUP BY company_heads.head, nominations.category
), joined AS (
    SELECT company_heads.head, array_agg(companies.name ORDER BY companies.id) AS names,
           string_agg(companies.organisation_number, ' ' ORDER BY companies.id) AS numbers
      FROM company_heads
      JOIN companies ON companies.id = company_heads.company
     WHERE companies.edition = :edition AND company_heads.head <> company_heads.company
  GROUP BY company_heads.head
)
  SELECT nominees.id, nominees.category, categories.name AS category_name, nominees.company,
         companies.name, COALESCE(companies.organisation_number, joined.numbers, '') AS numbers,
         COALESCE(joined.names, '{}') AS joined, nominees.state::text, nominees.reason,
         COALESCE(counting.nominations, 0) AS nominations, nominees.arose_at, nominees.version,
         companies.version AS company_version,
         EXISTS (SELECT FROM rounds
                  WHERE rounds.category = nominees.category AND rounds.fixed_at IS NOT NULL) AS fixed,
         count(*) OVER () AS total
    FROM nominees
    JOIN categories ON categories.id = nominees.category
    JOIN companies ON companies.id = nominees.company AND companies.merged_into IS NULL
    LEFT JOIN counting ON counting.head = nominees.company AND counting.category = nominees.category
    LEFT JOIN joined ON joined.head = nominees.company
   WHERE categories.edition = :edition
     AND (:among::bigint[] IS NULL OR nominees.id = ANY(:among))
     AND (:state = '' OR nominees.state::text = :state)
     AND (:category::bigint IS NULL OR nominees.category = :category)
     AND (strpos(lower(companies.name || ' ' || COALESCE(array_to_string(joined.names, ' '), '')),
                 lower(:search)) > 0
          OR strpos(concat_ws(' ', companies.organisation_number, joined.numbers),
                    replace(:search, ' ', '')) > 0)
ORDER BY CASE WHEN :sort = 'nominations' THEN -COALESCE(counting.nominations, 0) END,
         CASE WHEN :sort = 'arose' THEN nominees.arose_at END DESC,
         translate(replace(lower(companies.name), 'aa', 'å'), 'åäöüéèêáàóòô', 'ÿæøyeeeaaooo')
             COLLATE "C",
         categories.position, nominees.id
   LIMIT :most OFFSET :skipped;

-- name: counts
-- How many nominees of an edition are in each state.
  SELECT nominees.state::text, count(*)
    FROM nominees
    JOIN categories ON categories.id = nominees.category
    JOIN companies ON companies.id = nominees.company AND companies.merged_into IS NULL
   WHERE categories.edition = :edition
GROUP BY nominees.state;

-- name: declare_ineligible
-- Declare a nominee ineligible as it was shown.
   UPDATE nominees
      SET state = 'ineligible', reason = :reason, version = version + 1
    WHERE id = :nominee AND version = :version AND state = 'proposed'
RETURNING id;

-- name: take_off
-- Nobody who is ineligible stays chosen for a shortlist that is not fixed.
DELETE FROM shortlist
      USING rounds
      WHERE rounds.id = shortlist.round AND rounds.fixed_at IS NULL AND shortlist.nominee = :nominee;

-- name: declare_eligible
-- Take back that a nominee is ineligible.
   UPDATE nominees
      SET state = 'proposed', reason = '', version = version + 1
    WHERE id = :nominee AND version = :version AND state = 'ineligible'
RETURNING id;

-- name: rename
-- Give a company the name it is announced under, if it is still called what was shown.
   UPDATE companies
      SET name = :name, version = version + 1
    WHERE id = :company AND edition = :edition AND version = :version
RETURNING id;

-- name: of_company
-- The nominees of a company, in the order of the categories.
  SELECT nominees.id AS nominee, nominees.category, categories.name AS category_name,
         nominees.state::text, nominees.reason
    FROM nominees
    JOIN categories ON categories.id = nominees.category
   WHERE nominees.company = company_head(:head)
ORDER BY categories.position, nominees.id;

-- name: withdraw
-- The company of a nominee does not take part any more.
   UPDATE nominees
      SET state = 'withdrawn', reason = '', version = version + 1
    WHERE id = :nominee AND state IN ('proposed', 'shortlisted', 'not_chosen')
RETURNING id;

-- name: leave_shortlist
-- Take a nominee off every shortlist that the jury has not got yet, fixed or not.
DELETE FROM shortlist
      USING rounds
      WHERE rounds.id = shortlist.round AND rounds.opened_at IS NULL AND shortlist.nominee = :nominee;
