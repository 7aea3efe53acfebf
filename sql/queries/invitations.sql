-- Jurors' links and letters as staff handle them. Called only by awards/invitations.py.

-- name: invited
-- Write down that a juror was invited, the first time.
   UPDATE jurors
      SET invited_at = clock_timestamp()
    WHERE id = :juror AND edition = :edition AND invited_at IS NULL AND excused_at IS NULL
RETURNING id;

-- name: hold
-- Hold a juror until this transaction ends: what is done to their link is done one at a time.
SELECT id FROM jurors WHERE id = :juror FOR UPDATE;

-- name: late
-- Jurors whose link holds and who have a ballot to confirm, and time left to do so, in a round that
-- is open; with the end of their time, the last reminder, and whether it is of today.
  SELECT DISTINCT jurors.id AS juror, sheets_due.closes,
         (SELECT max(letters.created_at)
            FROM letters
           WHERE letters.edition = jurors.edition AND letters.mailbox = jurors.mailbox
             AND letters.kind = 'juror_reminder') AS reminded_at,
         EXISTS (SELECT FROM letters
                  WHERE letters.occasion = 'juror-reminder:' || jurors.id || ':' || :today::text)
             AS today
    FROM jurors
    JOIN sheets_due ON sheets_due.juror = jurors.id
   WHERE jurors.edition = :edition AND jurors.excused_at IS NULL
     AND sheets_due.ballot IS NULL AND NOT sheets_due.recused AND sheets_due.closed_at IS NULL
     AND COALESCE(sheets_due.closes > :now, true)
     AND EXISTS (SELECT FROM links
                  WHERE links.purpose = 'juror' AND links.subject = jurors.id
                    AND links.revoked_at IS NULL)
ORDER BY jurors.id;

-- name: letters
-- The letters to a juror in this edition, newest first.
  SELECT id, kind, state::text, answer, created_at, sent_at
    FROM letters
   WHERE edition = :edition AND mailbox = :mailbox
     AND kind LIKE 'juror\_%' AND kind <> 'juror_test'
ORDER BY id DESC
   LIMIT 20;

-- name: tests_today
-- How many test letters a mailbox had within a day.
SELECT count(*)::integer
  FROM letters
 WHERE mailbox = :mailbox AND kind = 'juror_test'
   AND created_at > clock_timestamp() - interval '1 day';
