-- Who leads the meeting in each category. Called only by awards/leadership.py.

-- name: leaders
-- Each category of an edition with whoever leads the meeting in it, and the chair.
  SELECT meetings.category, meetings.chaired, meetings.chair, chairs.name AS chair_name,
         meetings.leader, led_by.name AS leader_name
    FROM meetings
    JOIN categories ON categories.id = meetings.category
    LEFT JOIN jurors AS chairs ON chairs.id = meetings.chair
    LEFT JOIN jurors AS led_by ON led_by.id = meetings.leader
   WHERE meetings.edition = :edition
ORDER BY categories.position, categories.id;

-- name: eligible
-- The jurors who can lead a category instead of the chair: they judge in it, and step out of no case of its newest round.
  SELECT jurors.id, jurors.name
    FROM jurors
    JOIN seats ON seats.juror = jurors.id AND seats.category = :category
   WHERE jurors.edition = :edition AND jurors.excused_at IS NULL AND NOT jurors.chair
     AND NOT EXISTS (SELECT FROM stepping_out
                      WHERE stepping_out.category = :category AND stepping_out.juror = jurors.id);

-- name: name_stand_in
-- Name who leads a category instead of the chair.
INSERT INTO stand_ins (category, juror, named_by)
     VALUES (:category, :juror, :member)
ON CONFLICT (category) DO UPDATE
        SET juror = excluded.juror, named_by = excluded.named_by, named_at = clock_timestamp();
