-- Second rounds, from being begun to being opened. Called only by awards/rounds.py.

-- name: waiting
-- The rounds after the first that were never open, with who is on their shortlists, by name.
  SELECT rounds.category, rounds.number, rounds.reason,
         ARRAY(SELECT named_nominees.name
                 FROM shortlist
                 JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
                WHERE shortlist.round = rounds.id AND named_nominees.state = 'shortlisted'
             ORDER BY lower(named_nominees.name), named_nominees.nominee) AS companies
    FROM rounds
    JOIN categories ON categories.id = rounds.category
   WHERE categories.edition = :edition AND rounds.number > 1 AND rounds.opened_at IS NULL
ORDER BY categories.position, categories.id;

-- name: announcing
-- Is the announcement of the winner approved?
SELECT EXISTS (SELECT FROM announcements
                WHERE edition = :edition AND kind = 'winner'
                  AND state IN ('approved', 'scheduled'));

-- name: begin
-- A round with a shortlist that is fixed from the beginning.
INSERT INTO rounds (category, number, fixed_at, reason)
     VALUES (:category, :number, clock_timestamp(), :reason)
  RETURNING id;

-- name: put_on
-- Put nominees of the round before on the shortlist of a round.
INSERT INTO shortlist (round, nominee)
     SELECT :round, shortlist.nominee
       FROM shortlist
      WHERE shortlist.round = :last AND shortlist.nominee = ANY(:nominees::bigint[]);

-- name: take_off
-- Take everybody off the shortlist of a round that was never open.
DELETE FROM shortlist
      USING rounds
      WHERE rounds.id = shortlist.round AND rounds.category = :category
        AND rounds.number = :number AND rounds.opened_at IS NULL;

-- name: drop
-- Drop a round that was never open.
DELETE FROM rounds
      WHERE category = :category AND number = :number AND opened_at IS NULL;
