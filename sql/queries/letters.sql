-- What letters are made of, read when they are sent. Called only by awards/letters.py.

-- name: timetable
-- When the stages of each edition are planned to begin: letters take their dates from here.
SELECT edition, stage::text, due
  FROM timetable;

-- name: juror
-- The mailbox of a juror who is on the panel.
SELECT mailbox
  FROM jurors
 WHERE id = :juror AND excused_at IS NULL;

-- name: unconfirmed
-- The categories in which a juror still has a ballot to confirm.
  SELECT categories.name
    FROM categories
   WHERE EXISTS (SELECT FROM sheets_due
                  WHERE sheets_due.juror = :juror AND sheets_due.category = categories.id
                    AND sheets_due.ballot IS NULL AND NOT sheets_due.recused
                    AND sheets_due.closed_at IS NULL)
ORDER BY categories.position, categories.id;

-- name: nomination
-- The state of a nomination.
SELECT state::text
  FROM nominations
 WHERE id = :nomination;
