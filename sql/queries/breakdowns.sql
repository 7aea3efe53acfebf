-- Breakdowns: every sheet of the rounds that are closed. Called only by awards/breakdowns.py.

-- name: sheets
-- What became of each sheet of the closed rounds, or of so many of them; just those with comments that
-- were given for the panel, if only they are asked for. Whoever had left the panel when a round
-- closed did not judge in it, nor did who came later. And how many sheets there are.
  SELECT rounds.category, rounds.number, named_nominees.nominee, named_nominees.name AS company,
         jurors.name AS juror, excluded.recused, sheets.abstained_reason IS NOT NULL AS abstained,
         ballots.id IS NOT NULL AS confirmed, sheets.scores, sheets.comments,
         count(*) OVER () AS total
    FROM rounds
    JOIN categories ON categories.id = rounds.category
    JOIN shortlist ON shortlist.round = rounds.id
    JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
                       AND named_nominees.state = 'shortlisted'
   CROSS JOIN LATERAL (SELECT seats.juror
                         FROM seats
                         JOIN jurors AS seated ON seated.id = seats.juror
                        WHERE seats.category = rounds.category
                          AND seated.added_at < rounds.closed_at
                        UNION
                       SELECT begun.juror
                         FROM sheets AS begun
                        WHERE begun.round = rounds.id
                          AND begun.nominee = shortlist.nominee) AS judging
    JOIN jurors ON jurors.id = judging.juror
               AND (jurors.excused_at IS NULL OR jurors.excused_at > rounds.closed_at)
   CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM excluding_recusals
                                       WHERE excluding_recusals.juror = judging.juror
                                         AND excluding_recusals.nominee = shortlist.nominee)
                              AS recused) AS excluded
    LEFT JOIN sheets ON sheets.round = rounds.id AND sheets.juror = judging.juror
                    AND sheets.nominee = shortlist.nominee
    LEFT JOIN ballots ON ballots.round = rounds.id AND ballots.juror = judging.juror
   WHERE categories.edition = :edition AND rounds.closed_at IS NOT NULL
     AND (NOT :commented
          OR array_remove(sheets.comments, '') <> '{}' AND sheets.abstained_reason IS NULL
         AND NOT excluded.recused AND (ballots.id IS NOT NULL OR :count_unconfirmed))
ORDER BY categories.position, categories.id, rounds.number
   LIMIT :most;
