-- Shortlists: the nominees staff put before the jury in a round. Called only by awards/shortlists.py.

-- name: rounds
-- Every round of an edition, in the order of its categories, with the size of its shortlist.
  SELECT rounds.id, rounds.category, rounds.number, rounds.fixed_at, rounds.opened_at,
         rounds.closed_at,
         (SELECT count(*) FROM shortlist
            JOIN nominees ON nominees.id = shortlist.nominee
            JOIN companies ON companies.id = nominees.company AND companies.merged_into IS NULL
           WHERE shortlist.round = rounds.id) AS nominees
    FROM rounds
    JOIN categories ON categories.id = rounds.category
   WHERE categories.edition = :edition
ORDER BY categories.position, categories.id, rounds.number;

-- name: nominees_of
-- The nominees on a round's shortlist, by name.
  SELECT nominees.id, nominees.company, companies.name, companies.organisation_number,
         nominees.state::text
    FROM shortlist
    JOIN nominees ON nominees.id = shortlist.nominee
    JOIN companies ON companies.id = nominees.company AND companies.merged_into IS NULL
   WHERE shortlist.round = :round
ORDER BY translate(replace(lower(companies.name), 'aa', 'å'), 'åäöüéèêáàóòô', 'ÿæøyeeeaaooo')
             COLLATE "C", nominees.id;

-- name: begin
-- The first round of a category, made when it is not there yet.
INSERT INTO rounds (category)
     SELECT categories.id
       FROM categories
      WHERE categories.id = :category AND categories.edition = :edition
ON CONFLICT ON CONSTRAINT rounds_of_a_category_are_numbered
  DO UPDATE SET number = rounds.number
  RETURNING rounds.id, rounds.category, rounds.number, rounds.fixed_at, rounds.opened_at,
            rounds.closed_at,
            (SELECT count(*) FROM shortlist WHERE shortlist.round = rounds.id) AS nominees;

-- name: choose
-- Put nominees of the category on its shortlist: those that may be, with a nomination that counts.
INSERT INTO shortlist (round, nominee)
     SELECT :round, nominees.id
       FROM nominees
       JOIN companies ON companies.id = nominees.company AND companies.merged_into IS NULL
      WHERE nominees.category = :category AND nominees.id = ANY(:nominees::bigint[])
        AND nominees.state = 'proposed'
        AND EXISTS (SELECT FROM company_heads
                      JOIN nominations ON nominations.company = company_heads.company
                     WHERE company_heads.head = nominees.company
                       AND nominations.category = nominees.category
                       AND nominations.state = 'confirmed')
ON CONFLICT (round, nominee) DO UPDATE SET own = true;

-- name: leave_out
-- Take nominees off the shortlist of a round.
DELETE FROM shortlist
      WHERE shortlist.round = :round AND shortlist.nominee = ANY(:nominees::bigint[]);

-- name: fix
-- Fix the shortlist of a round.
UPDATE rounds
   SET fixed_at = clock_timestamp()
 WHERE id = :round;

-- name: settle
-- Say of every nominee of a category whether it was chosen.
UPDATE nominees
   SET state = CASE WHEN EXISTS (SELECT FROM shortlist WHERE shortlist.round = :round
                                    AND shortlist.nominee = nominees.id)
                    THEN 'shortlisted' ELSE 'not_chosen' END::nominee_state,
       version = nominees.version + 1
  FROM companies
 WHERE nominees.category = :category AND nominees.state = 'proposed'
   AND companies.id = nominees.company AND companies.merged_into IS NULL;

-- name: lay_aside
-- Nobody who was joined into another stays on a fixed shortlist unseen.
WITH hidden AS (
    DELETE FROM shortlist
          USING nominees, companies
          WHERE shortlist.round = :round AND nominees.id = shortlist.nominee
            AND companies.id = nominees.company AND companies.merged_into IS NOT NULL
      RETURNING shortlist.round, shortlist.nominee, shortlist.own, shortlist.instead_of
)
INSERT INTO shortlist_aside (round, nominee, own, instead_of)
     SELECT round, nominee, own, instead_of FROM hidden
ON CONFLICT (round, nominee) DO NOTHING;

-- name: take_up
-- What was laid aside is there again when the shortlist was taken back.
WITH laid_aside AS (
    DELETE FROM shortlist_aside
          WHERE round = :round
      RETURNING round, nominee, own, instead_of
)
INSERT INTO shortlist (round, nominee, own, instead_of)
     SELECT round, nominee, own, instead_of FROM laid_aside
ON CONFLICT (round, nominee) DO NOTHING;

-- name: unfit
-- The companies on a shortlist that may no longer be: no nomination counts, or they are out.
  SELECT companies.name
    FROM shortlist
    JOIN nominees ON nominees.id = shortlist.nominee
    JOIN companies ON companies.id = nominees.company
   WHERE shortlist.round = :round
     AND (nominees.state <> 'proposed'
          OR NOT EXISTS (SELECT FROM company_heads
                           JOIN nominations ON nominations.company = company_heads.company
                          WHERE company_heads.head = nominees.company
                            AND nominations.category = nominees.category
                            AND nominations.state = 'confirmed'))
ORDER BY companies.name;

-- name: unfix
-- Take back that the shortlist of a round is fixed.
UPDATE rounds
   SET fixed_at = NULL
 WHERE id = :round;

-- name: unsettle
-- Every nominee of a category is proposed again.
UPDATE nominees
   SET state = 'proposed', version = version + 1
 WHERE category = :category AND state IN ('shortlisted', 'not_chosen');

-- name: finalists
-- The companies on the first fixed shortlist of each category; those who are out since left out.
  SELECT rounds.category, named_nominees.name AS company
    FROM rounds
    JOIN categories ON categories.id = rounds.category
    JOIN shortlist ON shortlist.round = rounds.id
    JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
   WHERE categories.edition = :edition
     AND rounds.fixed_at IS NOT NULL
     AND rounds.number = (SELECT min(first.number) FROM rounds AS first
                           WHERE first.category = rounds.category)
     AND named_nominees.state = 'shortlisted'
ORDER BY rounds.category, named_nominees.nominee;
