-- The register's facts about jurors' employers. Called only by awards/employers.py.

-- name: next_waiting
-- A juror with the number of an employer that the register was not asked about.
  SELECT id AS juror, edition, employer_number AS number
    FROM jurors
   WHERE employer_number IS NOT NULL AND employer_asked_at IS NULL AND excused_at IS NULL
ORDER BY random()
   LIMIT 1;

-- name: asked
-- What came of asking, unless the number was changed or answered meanwhile.
   UPDATE jurors
      SET employer_asked_at = clock_timestamp(), employer_snapshot = :snapshot
    WHERE id = :juror AND employer_number = :number AND employer_asked_at IS NULL
RETURNING id;
