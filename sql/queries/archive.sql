-- Winners of every year, those from before this service included. Called only by awards/archive.py.

-- name: page
-- Winners of the editions whose winners readers may see, and winners brought in, the newest year first. What an edition tells of a category hides what was brought in for it, and lends its name in other languages.
WITH told AS (
    SELECT editions.year, editions.languages, categories.position, categories.id,
           categories.name AS category, named_nominees.name AS winner, decisions.reason
      FROM decisions
      JOIN categories ON categories.id = decisions.category
      JOIN editions ON editions.id = categories.edition
      JOIN named_nominees ON named_nominees.nominee = decisions.nominee
     WHERE editions.id = ANY(:announced::bigint[])
), won AS (
    SELECT told.year, 0 AS later, told.position, told.id, told.category, told.winner, told.reason,
           '' AS link, told.languages
      FROM told
 UNION ALL
    SELECT past_winners.year, 1, past_winners.place, past_winners.id,
           COALESCE((SELECT told.category
                       FROM told, jsonb_each_text(told.category) AS named
                      WHERE lower(named.value) = lower(past_winners.category)
                   ORDER BY told.year DESC, told.id
                      LIMIT 1),
                    jsonb_build_object(:first::text, past_winners.category)),
           past_winners.winner,
           jsonb_build_object(:first::text, past_winners.reason), past_winners.link, '{}'
      FROM past_winners
     WHERE NOT EXISTS (SELECT
                         FROM told, jsonb_each_text(told.category) AS named
                        WHERE told.year = past_winners.year
                          AND lower(named.value) = lower(past_winners.category))
)
  SELECT won.year, won.category, won.winner, won.reason, won.link, won.languages,
         count(*) OVER () AS total
    FROM won
ORDER BY won.year DESC, won.later, won.position, won.id
   LIMIT :most OFFSET :skipped;

-- name: told
-- The categories of these years whose winner an edition tells.
SELECT editions.year, categories.name
  FROM decisions
  JOIN categories ON categories.id = decisions.category
  JOIN editions ON editions.id = categories.edition
 WHERE editions.id = ANY(:announced::bigint[])
   AND editions.year = ANY(:years::integer[]);

-- name: this_year
-- The year it is where the award is held.
SELECT extract(year FROM clock_timestamp() AT TIME ZONE award.zone)::integer
  FROM award;

-- name: brought_in
-- A page of the winners that were brought in, the newest year first.
  SELECT id, year, category, winner, reason, link, count(*) OVER () AS total
    FROM past_winners
ORDER BY year DESC, place, id
   LIMIT :most OFFSET :skipped;

-- name: known
-- The winners that were brought in for these years.
SELECT id, year, category, winner, reason, link
  FROM past_winners
 WHERE year = ANY(:years::integer[]);

-- name: alone
-- Keep others from bringing in winners until this is done; readers go on reading.
LOCK TABLE past_winners IN SHARE ROW EXCLUSIVE MODE;

-- name: add
-- Bring in winners, in the order of their list.
INSERT INTO past_winners (year, category, winner, reason, link, place)
     SELECT given.year, given.category, given.winner, given.reason, given.link, given.place
       FROM unnest(:years::integer[], :categories::text[], :winners::text[], :reasons::text[],
                   :links::text[], :places::integer[])
            AS given (year, category, winner, reason, link, place);

-- name: change
-- Say anew why, and where to read more.
UPDATE past_winners
   SET reason = given.reason, link = given.link
  FROM unnest(:ids::bigint[], :reasons::text[], :links::text[]) AS given (id, reason, link)
 WHERE past_winners.id = given.id;

-- name: remove
-- Take a winner that was brought in out again.
   DELETE FROM past_winners
    WHERE id = :id
RETURNING year, category, winner, reason, link;
