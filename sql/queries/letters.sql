-- What letters are made of, read when they are sent. Called only by awards/letters.py.

-- name: timetable
-- When the stages of each edition are planned to begin: letters take their dates from here.
SELECT edition, stage::text, due
  FROM timetable;
