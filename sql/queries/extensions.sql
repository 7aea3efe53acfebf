-- More time for one juror. Called only by awards/extensions.py.

-- name: extensions
-- The jurors of an edition, or one of them, who were given more time than is planned for all.
SELECT jurors.id AS juror, jurors.name, jurors.extended_until AS until,
       jurors.extended_reason AS reason, jurors.extended_until > clock_timestamp() AS runs
  FROM jurors
  JOIN timetable ON timetable.edition = jurors.edition AND timetable.stage = 'deciding'
 WHERE jurors.edition = :edition AND jurors.excused_at IS NULL
   AND jurors.extended_until > timetable.due
   AND (:juror::bigint IS NULL OR jurors.id = :juror)
 ORDER BY jurors.extended_until, jurors.id;

-- name: hold
-- Hold a juror of an edition until this transaction ends, with whether a ballot is left to confirm.
SELECT excused_at IS NOT NULL AS excused,
       CASE WHEN extended_until > (SELECT due FROM timetable
                                    WHERE timetable.edition = jurors.edition
                                      AND timetable.stage = 'deciding')
            THEN extended_until END AS extended_until,
       EXISTS (SELECT FROM sheets_due
                WHERE sheets_due.juror = jurors.id AND sheets_due.ballot IS NULL
                  AND NOT sheets_due.recused AND sheets_due.closed_at IS NULL) AS late
  FROM jurors
 WHERE id = :juror AND edition = :edition
   FOR UPDATE;

-- name: give
-- Give a juror time until then; none takes the extension back.
UPDATE jurors
   SET extended_until = :until::timestamptz, extended_reason = :reason
 WHERE id = :juror;

-- name: wait_again
-- The planned close that was found to lack something is tried again once everybody had their time.
UPDATE timetable
   SET missing = NULL
 WHERE edition = :edition AND stage = 'deciding' AND done_at IS NULL;

-- name: own_end
-- When judging ends for a juror, where it is planned to.
SELECT GREATEST(timetable.due, jurors.extended_until)
  FROM jurors
  JOIN timetable ON timetable.edition = jurors.edition AND timetable.stage = 'deciding'
 WHERE jurors.id = :juror;

-- name: awaited
-- The jurors for whom judging stays open past its planned end.
SELECT juror
  FROM jurors_awaited(:edition) AS awaited (juror);
