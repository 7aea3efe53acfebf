-- Notes: what jurors write for themselves. Called only by awards/notes.py.

-- name: save
-- Keep a note if it is still as it was shown; answer what stands now, or why nothing was written.
WITH due AS (
    SELECT sheets_due.juror, sheets_due.nominee, sheets_due.recused, sheets_due.declared,
           EXISTS (SELECT FROM notes
                    WHERE notes.juror = sheets_due.juror
                      AND notes.nominee = sheets_due.nominee) AS begun
      FROM sheets_due
     WHERE sheets_due.juror = :juror AND sheets_due.nominee = :nominee
), saved AS (
    INSERT INTO notes AS note (juror, nominee, body, version, saved_at)
         SELECT juror, nominee, :body::text, 1, :now
           FROM due
          WHERE declared AND NOT recused AND (begun OR :shown::integer = 0)
    ON CONFLICT (juror, nominee) DO UPDATE
            SET body = CASE WHEN note.version = :shown::integer THEN :body::text
                            ELSE note.body END,
                version = note.version + (note.version = :shown::integer
                                          AND note.body <> :body::text)::integer,
                saved_at = CASE WHEN note.version = :shown::integer THEN :now
                                ELSE note.saved_at END
      RETURNING body, version, saved_at
)
SELECT due.recused, due.declared, saved.body, saved.version, saved.saved_at
  FROM due
  LEFT JOIN saved ON true;
