-- What the meeting goes through, beside the standings. Called only by awards/meeting.py.

-- name: stepping_out
-- Who steps out for which case of the newest round that was opened in each category.
  SELECT DISTINCT shortlist.nominee, jurors.id AS juror, jurors.name
    FROM categories
    JOIN rounds ON rounds.id = (SELECT newest.id FROM rounds AS newest
                                 WHERE newest.category = categories.id
                                   AND newest.opened_at IS NOT NULL
                              ORDER BY newest.number DESC
                                 LIMIT 1)
    JOIN shortlist ON shortlist.round = rounds.id
    JOIN excluding_recusals ON excluding_recusals.nominee = shortlist.nominee
    JOIN jurors ON jurors.id = excluding_recusals.juror AND jurors.excused_at IS NULL
   WHERE categories.edition = :edition
     AND (jurors.chair
          OR EXISTS (SELECT FROM seats
                      WHERE seats.juror = jurors.id AND seats.category = categories.id)
          OR EXISTS (SELECT FROM stand_ins
                      WHERE stand_ins.juror = jurors.id AND stand_ins.category = categories.id))
ORDER BY shortlist.nominee, jurors.id;

-- name: names
-- The names of these jurors.
SELECT id, name FROM jurors WHERE id = ANY(:jurors::bigint[]);
