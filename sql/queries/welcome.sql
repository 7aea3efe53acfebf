-- How a juror is welcomed. Called only by awards/welcome.py.

-- name: cases
-- How many cases wait for a juror; nothing until the shortlists of all their categories are fixed.
SELECT CASE WHEN bool_and(newest.fixed_at IS NOT NULL) THEN sum(waiting.cases)::integer END
  FROM seats
  LEFT JOIN LATERAL (SELECT rounds.id, rounds.fixed_at
                       FROM rounds
                      WHERE rounds.category = seats.category
                   ORDER BY rounds.number DESC
                      LIMIT 1) AS newest ON true
  LEFT JOIN LATERAL (SELECT count(*) AS cases
                       FROM shortlist
                       JOIN nominees ON nominees.id = shortlist.nominee
                      WHERE shortlist.round = newest.id
                        AND nominees.state NOT IN ('ineligible', 'withdrawn')
                        AND NOT EXISTS (SELECT FROM excluding_recusals AS excluding
                                         WHERE excluding.juror = seats.juror
                                           AND excluding.nominee = shortlist.nominee)) AS waiting
    ON true
 WHERE seats.juror = :juror;

-- name: welcome
-- Write down that a juror has read the rules, once.
   UPDATE jurors
      SET welcomed_at = clock_timestamp(), read_version = :version
    WHERE id = :juror AND welcomed_at IS NULL
RETURNING id;

-- name: read
-- Write down which version of the rules a juror has read, if it is a later one.
   UPDATE jurors
      SET read_version = :version
    WHERE id = :juror AND welcomed_at IS NOT NULL AND COALESCE(read_version, 0) < :version
RETURNING id;
