-- What the meeting goes through, beside the standings. Called only by awards/meeting.py.

-- name: stepping_out
-- Who steps out for which case of the newest round that was opened in each category.
  SELECT DISTINCT stepping_out.nominee, jurors.id AS juror, jurors.name
    FROM categories
    JOIN stepping_out ON stepping_out.category = categories.id
    JOIN jurors ON jurors.id = stepping_out.juror AND jurors.excused_at IS NULL
   WHERE categories.edition = :edition
     AND (jurors.chair
          OR EXISTS (SELECT FROM seats
                      WHERE seats.juror = jurors.id AND seats.category = categories.id)
          OR EXISTS (SELECT FROM stand_ins
                      WHERE stand_ins.juror = jurors.id AND stand_ins.category = categories.id))
ORDER BY stepping_out.nominee, jurors.id;

-- name: away
-- The nominees that a juror steps out for.
SELECT DISTINCT nominee FROM excluding_recusals WHERE juror = :juror;

-- name: names
-- The names of these jurors.
SELECT id, name FROM jurors WHERE id = ANY(:jurors::bigint[]);
