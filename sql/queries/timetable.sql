-- The timetable: planned moves and deadlines. Called only by awards/timetable.py.

-- name: touch
-- Count a change of the timetable as a change of the edition, if nobody else was first.
   UPDATE editions
      SET version = version + 1
    WHERE id = :edition AND version = :version
RETURNING version;

-- name: plan
-- Plan the move into a stage for a time, or plan it anew.
INSERT INTO timetable (edition, stage, due)
     VALUES (:edition, :stage, :due)
ON CONFLICT (edition, stage)
  DO UPDATE SET due = excluded.due, done_at = NULL, missing = NULL;

-- name: drop
-- Take a planned move out of the timetable.
DELETE FROM timetable
      WHERE edition = :edition AND stage = :stage;
