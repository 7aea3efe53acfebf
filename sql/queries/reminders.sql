-- Reminders that go out by themselves, and how the jury works. Called only by awards/reminders.py.

-- name: editions
-- The editions in these stages in which late jurors are reminded by themselves.
SELECT id, remind_before AS days
  FROM editions
 WHERE stage::text = ANY(:stages::text[]) AND remind_before <> '{}'
 ORDER BY id;

-- name: ends
-- The different times at which judging ends for the jurors of an edition.
SELECT DISTINCT GREATEST(timetable.due, jurors.extended_until) AS closes
  FROM jurors
  JOIN timetable ON timetable.edition = jurors.edition AND timetable.stage = 'deciding'
 WHERE jurors.edition = :edition AND jurors.excused_at IS NULL;

-- name: sent
-- How many reminders were written on each of the last days there were any.
  SELECT (letters.created_at AT TIME ZONE :zone)::date AS day, count(*)::integer AS letters
    FROM letters
   WHERE letters.edition = :edition AND letters.kind = 'juror_reminder'
GROUP BY 1
ORDER BY 1 DESC
   LIMIT 20;

-- name: change
-- How the jury works, as the edition was shown.
   UPDATE editions
      SET minutes_a_case = :minutes_a_case, remind_before = :remind_before, version = version + 1
    WHERE id = :edition AND version = :version
RETURNING id;
