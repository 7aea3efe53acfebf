-- What a juror gave in earlier rounds. Called only by awards/earlier.py.

-- name: ballots
-- The rounds before the newest one that was opened in which the juror began a sheet, with the ballot
-- if it was confirmed.
  SELECT rounds.id AS round, rounds.number, rounds.category, categories.name AS category_name,
         editions.comment_rule::text, ballots.id AS ident, ballots.confirmed_at, ballots.receipt,
         ballots.salt, ballots.commitment, ballots.contents,
         CASE WHEN ballots.id IS NULL
              THEN (SELECT reopened_ballots.reason FROM reopened_ballots
                     WHERE reopened_ballots.round = rounds.id AND reopened_ballots.juror = jurors.id
                     ORDER BY reopened_ballots.reopened_at DESC LIMIT 1) END AS reopened
    FROM jurors
    JOIN editions ON editions.id = jurors.edition
    JOIN categories ON categories.edition = editions.id
    JOIN rounds ON rounds.category = categories.id AND rounds.opened_at IS NOT NULL
    LEFT JOIN ballots ON ballots.round = rounds.id AND ballots.juror = jurors.id
   WHERE jurors.id = :juror
     AND EXISTS (SELECT FROM rounds AS later
                  WHERE later.category = rounds.category AND later.number > rounds.number
                    AND later.opened_at IS NOT NULL)
     AND (ballots.id IS NOT NULL
          OR EXISTS (SELECT FROM sheets
                      WHERE sheets.round = rounds.id AND sheets.juror = jurors.id))
ORDER BY categories.position, categories.id, rounds.number DESC;

-- name: sheets
-- What the juror gave in these rounds, begun or not; who left the award is there if anything was.
SELECT shortlist.round, shortlist.nominee, named_nominees.name,
       EXISTS (SELECT FROM excluding_recusals
                WHERE excluding_recusals.juror = :juror
                  AND excluding_recusals.nominee = shortlist.nominee) AS recused,
       sheets.scores, sheets.comments, sheets.score_versions, sheets.comment_versions,
       sheets.abstained_reason AS abstained, sheets.version, sheets.saved_at
  FROM shortlist
  JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
  LEFT JOIN sheets ON sheets.round = shortlist.round AND sheets.nominee = shortlist.nominee
                  AND sheets.juror = :juror
 WHERE shortlist.round = ANY(:rounds::bigint[])
   AND (sheets.juror IS NOT NULL OR named_nominees.state NOT IN ('ineligible', 'withdrawn'));
