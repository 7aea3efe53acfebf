-- Jurors' devices: the browsers a link was opened in, and who is told. Called only by awards/devices.py.

-- name: devices
-- The devices on which a juror is signed in, the one at hand first, then the newest; how many in all.
  SELECT id, device AS agent, opened_at, count(*) OVER () AS total
    FROM sessions
   WHERE audience = 'juror' AND subject = :juror AND ended_at IS NULL
     AND expires_at > clock_timestamp()
ORDER BY id = :this::bigint DESC, id DESC
   LIMIT :most;

-- name: end_others
-- Sign a juror out on every device but one.
   UPDATE sessions
      SET ended_at = clock_timestamp()
    WHERE audience = 'juror' AND subject = :juror AND id <> :this AND ended_at IS NULL
RETURNING id;

-- name: untold
-- The next juror on the panel to be told of new devices, and the day it is where the award lives. Who
-- had a letter today has the next one tomorrow.
  SELECT jurors.id AS juror, jurors.edition, here.today
    FROM sessions
    JOIN jurors ON jurors.id = sessions.subject AND jurors.excused_at IS NULL
    JOIN editions ON editions.id = jurors.edition AND editions.stage::text = ANY(:stages::text[])
   CROSS JOIN (SELECT (clock_timestamp() AT TIME ZONE zone)::date AS today FROM award) AS here
   WHERE sessions.audience = 'juror' AND NOT sessions.known AND sessions.told_on IS NULL
     AND NOT EXISTS (SELECT FROM sessions AS told
                      WHERE told.audience = 'juror' AND told.subject = jurors.id
                        AND told.told_on >= here.today)
ORDER BY sessions.id
   LIMIT 1;

-- name: hold
-- Hold a juror until this transaction ends: two workers tell them of one device once.
SELECT id FROM jurors WHERE id = :juror FOR UPDATE;

-- name: tell
-- Put a juror's new devices into the letter of a day, unless it is written already.
   UPDATE sessions
      SET told_on = :today
    WHERE audience = 'juror' AND subject = :juror AND NOT known AND told_on IS NULL
      AND NOT EXISTS (SELECT FROM sessions AS told
                       WHERE told.audience = 'juror' AND told.subject = :juror
                         AND told.told_on >= :today)
RETURNING id;

-- name: told
-- The devices that a day's letter mentions, in the order they were opened; how many in all.
  SELECT id, device AS agent, opened_at, count(*) OVER () AS total
    FROM sessions
   WHERE audience = 'juror' AND subject = :juror AND told_on = :day
ORDER BY id
   LIMIT :most;
