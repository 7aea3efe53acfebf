-- Standings: what the ballots of a round say. Called only by awards/results.py.

-- name: shortlisted
-- The nominees on the shortlist of each round that was opened, with how many jurors recused themselves
-- or abstained. Who was excused after a round had closed judged in it all the same.
  SELECT rounds.category, rounds.id AS round, rounds.number, rounds.reason,
         rounds.closed_at IS NOT NULL AS closed, named_nominees.nominee,
         named_nominees.name AS company,
         (SELECT count(DISTINCT seats.juror)
            FROM excluding_recusals
            JOIN jurors ON jurors.id = excluding_recusals.juror
                       AND (jurors.excused_at IS NULL OR jurors.excused_at > rounds.closed_at)
            JOIN seats ON seats.juror = jurors.id AND seats.category = rounds.category
           WHERE excluding_recusals.nominee = named_nominees.nominee) AS recused,
         (SELECT count(*)
            FROM sheets
            JOIN jurors ON jurors.id = sheets.juror
                       AND (jurors.excused_at IS NULL OR jurors.excused_at > rounds.closed_at)
           WHERE sheets.round = rounds.id AND sheets.nominee = named_nominees.nominee
             AND sheets.abstained_reason IS NOT NULL
             AND NOT EXISTS (SELECT FROM excluding_recusals
                              WHERE excluding_recusals.juror = sheets.juror
                                AND excluding_recusals.nominee = sheets.nominee)) AS abstained
    FROM rounds
    JOIN categories ON categories.id = rounds.category
    JOIN shortlist ON shortlist.round = rounds.id
    JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
   WHERE categories.edition = :edition
     AND named_nominees.state = 'shortlisted'
     AND rounds.opened_at IS NOT NULL
ORDER BY rounds.category, rounds.number, named_nominees.nominee;

-- name: sheets
-- The sheets of these rounds that may count; whether they are complete is for Python to see.
SELECT sheets.round, sheets.juror, sheets.nominee, sheets.scores, sheets.comments
  FROM sheets
  JOIN rounds ON rounds.id = sheets.round
  JOIN jurors ON jurors.id = sheets.juror
             AND (jurors.excused_at IS NULL OR jurors.excused_at > rounds.closed_at)
  LEFT JOIN ballots ON ballots.round = sheets.round AND ballots.juror = sheets.juror
 WHERE sheets.round = ANY(:rounds::bigint[])
   AND sheets.abstained_reason IS NULL
   AND (ballots.id IS NOT NULL OR :count_unconfirmed)
   AND NOT EXISTS (SELECT FROM excluding_recusals
                    WHERE excluding_recusals.juror = sheets.juror
                      AND excluding_recusals.nominee = sheets.nominee);

-- name: turnout
-- How many jurors judge in each of these rounds, and how many have confirmed their ballot; who came
-- to the panel when a round had closed did not judge in it.
  SELECT rounds.id AS round, count(*) AS jurors, count(ballots.id) AS ballots
    FROM rounds
    JOIN seats ON seats.category = rounds.category
    JOIN jurors ON jurors.id = seats.juror
               AND (jurors.excused_at IS NULL OR jurors.excused_at > rounds.closed_at)
               AND (rounds.closed_at IS NULL OR jurors.added_at < rounds.closed_at)
    LEFT JOIN ballots ON ballots.round = rounds.id AND ballots.juror = jurors.id
   WHERE rounds.id = ANY(:rounds::bigint[])
GROUP BY rounds.id;
