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
-- Of the questions that have waited longest, the first for a mailbox on a panel; the same once more is
-- taken with it, and what another worker has in hand is left to them. What is deleted is found once,
-- as an array: whatever the planner believes of the table, it is not looked for row by row.
WITH ahead AS MATERIALIZED (
    SELECT max(id) AS last FROM (SELECT id FROM asked_links ORDER BY id LIMIT :most) AS first
), next AS (
      SELECT asked_links.id, asked_links.mailbox
        FROM asked_links
       WHERE asked_links.id <= (SELECT ahead.last FROM ahead)
         AND asked_links.mailbox = ANY(ARRAY(SELECT jurors.mailbox FROM jurors
                                              WHERE jurors.excused_at IS NULL))
    ORDER BY asked_links.id
       LIMIT 1
         FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM asked_links
          WHERE id = ANY(ARRAY(SELECT again.id
                                 FROM asked_links AS again
                                WHERE again.id <= (SELECT ahead.last FROM ahead)
                                  AND again.mailbox = (SELECT next.mailbox FROM next)
                                  FOR UPDATE SKIP LOCKED))
)
SELECT mailbox FROM next;

-- name: turn_away
-- Of the questions that have waited longest, forget those for mailboxes on no panel; how many they are.
WITH ahead AS MATERIALIZED (
    SELECT max(id) AS last FROM (SELECT id FROM asked_links ORDER BY id LIMIT :most) AS first
), gone AS (
    DELETE FROM asked_links
          WHERE id = ANY(ARRAY(SELECT strange.id
                                 FROM asked_links AS strange
                                WHERE strange.id <= (SELECT ahead.last FROM ahead)
                                  AND strange.mailbox <> ALL(ARRAY(SELECT jurors.mailbox FROM jurors
                                                                    WHERE jurors.excused_at IS NULL))
                                  FOR UPDATE SKIP LOCKED))
      RETURNING id
)
SELECT count(*) FROM gone;

-- name: sent_lately
-- How many letters with a link were written to a mailbox within a day.
SELECT count(*)
  FROM letters
 WHERE mailbox = :mailbox AND kind = 'juror_link'
   AND created_at > clock_timestamp() - interval '1 day';

-- name: seats
-- Where a mailbox is on the panel, and not excused.
  SELECT id AS juror, edition
    FROM jurors
   WHERE mailbox = :mailbox AND excused_at IS NULL
ORDER BY edition;
