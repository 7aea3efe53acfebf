-- What readers may see of an edition. Called only by awards/years.py.

-- name: finalists_are_out
-- Whether an item about the finalists of an edition is out.
SELECT EXISTS (SELECT FROM announcements
                WHERE edition = :edition AND kind = 'finalists' AND state = 'published');

-- name: announced_at
-- When the winners of an edition became known.
SELECT timetable.done_at
  FROM timetable
 WHERE timetable.edition = :edition AND timetable.stage = 'announced';
