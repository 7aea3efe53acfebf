-- The entrance to the jury room: jurors as a link names them. Called only by awards/entrance.py.

-- name: guest
-- The juror whose link it is, excused or not, and the stage of their edition.
SELECT jurors.id, jurors.name, jurors.address, jurors.mailbox, jurors.language, jurors.edition,
       editions.year, editions.stage::text, jurors.excused_at IS NOT NULL AS excused
  FROM jurors
  JOIN editions ON editions.id = jurors.edition
 WHERE jurors.id = :juror;

-- name: hold
-- Hold a juror until this transaction ends: what is done to their link is done one at a time.
SELECT id FROM jurors WHERE id = :juror FOR UPDATE;
