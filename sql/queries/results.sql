-- Standings: what the ballots of a round say. Called only by awards/results.py.

-- name: shortlisted
-- The nominees on the shortlist of each round that was opened, with how many jurors recused themselves
-- or abstained. Who was excused after a round had closed judged in it all the same.
WITH opened AS (
    SELECT rounds.id, rounds.category, rounds.number, rounds.reason, rounds.closed_at
      FROM rounds
      JOIN categories ON categories.id = rounds.category
     WHERE categories.edition = :edition AND rounds.opened_at IS NOT NULL
), away AS MATERIALIZED (
    SELECT DISTINCT excluding_recusals.juror, excluding_recusals.nominee
      FROM excluding_recusals
      JOIN jurors ON jurors.id = excluding_recusals.juror
     WHERE jurors.edition = :edition
), recused AS MATERIALIZED (
      SELECT opened.id AS round, away.nominee, count(*) AS jurors
        FROM opened
        JOIN seats ON seats.category = opened.category
        JOIN jurors ON jurors.id = seats.juror
                   AND (jurors.excused_at IS NULL OR jurors.excused_at > opened.closed_at)
        JOIN away ON away.juror = jurors.id
    GROUP BY opened.id, away.nominee
), abstained AS MATERIALIZED (
      SELECT sheets.round, sheets.nominee, count(*) AS jurors
        FROM opened
        JOIN sheets ON sheets.round = opened.id AND sheets.abstained_reason IS NOT NULL
        JOIN jurors ON jurors.id = sheets.juror
                   AND (jurors.excused_at IS NULL OR jurors.excused_at > opened.closed_at)
       WHERE NOT EXISTS (SELECT FROM away
                          WHERE away.juror = sheets.juror AND away.nominee = sheets.nominee)
    GROUP BY sheets.round, sheets.nominee
)
  SELECT opened.category, opened.id AS round, opened.number, opened.reason,
         opened.closed_at IS NOT NULL AS closed, named_nominees.nominee,
         named_nominees.name AS company, COALESCE(recused.jurors, 0) AS recused,
         COALESCE(abstained.jurors, 0) AS abstained
    FROM opened
    JOIN shortlist ON shortlist.round = opened.id
    JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
    LEFT JOIN recused ON recused.round = opened.id AND recused.nominee = shortlist.nominee
    LEFT JOIN abstained ON abstained.round = opened.id AND abstained.nominee = shortlist.nominee
   WHERE named_nominees.state = 'shortlisted'
ORDER BY shortlist.round, shortlist.nominee;

-- name: sheets
-- The sheets of these rounds that may count, by juror: nominees and scores as arrays in PostgreSQL's
-- binary form where all are complete for certain, because the ballot is confirmed. Those of others are
-- for Python to look at, and of whoever ever was recused: they may have been confirmed unfinished.
-- Each juror is read alone: a large round gathered all at once is too large for work_mem.
WITH judging AS MATERIALIZED (
    SELECT rounds.id AS round, jurors.id AS juror,
           ballots.id IS NULL OR EXISTS (SELECT FROM recusals
                                          WHERE recusals.juror = jurors.id) AS doubtful,
           NULLIF(ARRAY(SELECT excluding_recusals.nominee FROM excluding_recusals
                         WHERE excluding_recusals.juror = jurors.id), '{}') AS away
      FROM rounds
      JOIN categories ON categories.id = rounds.category
      JOIN jurors ON jurors.edition = categories.edition
                 AND (jurors.excused_at IS NULL OR jurors.excused_at > rounds.closed_at)
      LEFT JOIN ballots ON ballots.round = rounds.id AND ballots.juror = jurors.id
     WHERE rounds.id = ANY(:rounds::bigint[])
       AND (ballots.id IS NOT NULL OR :count_unconfirmed)
)
     SELECT judging.round, judging.juror, array_send(given.nominees) AS nominees,
            array_send(given.scores) AS scores, given.doubtful
       FROM judging
 CROSS JOIN LATERAL (
     SELECT array_agg(sheets.nominee) FILTER (WHERE NOT judging.doubtful) AS nominees,
            array_agg(sheets.scores) FILTER (WHERE NOT judging.doubtful) AS scores,
            jsonb_agg(jsonb_build_array(sheets.nominee, sheets.scores, sheets.comments))
                FILTER (WHERE judging.doubtful) AS doubtful
       FROM sheets
      WHERE sheets.round = judging.round AND sheets.juror = judging.juror
        AND sheets.abstained_reason IS NULL
        AND (judging.away IS NULL OR sheets.nominee <> ALL(judging.away))
 ) AS given;

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
