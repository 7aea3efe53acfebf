-- The entrance to the jury room: jurors as a link or a mailbox names them. Called only by awards/entrance.py.

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

-- name: ask
-- Write down that a link is asked for: the same for a mailbox that is on a panel and for any other.
INSERT INTO asked_links (mailbox) VALUES (:mailbox);

-- name: take
-- The next mailbox that a link is asked for, which no other worker has in hand.
   DELETE FROM asked_links
    WHERE id = (SELECT id FROM asked_links ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING mailbox;

-- name: seats
-- Where a mailbox is on the panel, and not excused.
  SELECT id AS juror, edition
    FROM jurors
   WHERE mailbox = :mailbox AND excused_at IS NULL
ORDER BY edition;
