-- Sheets: a juror's scores and comments on one nominee. Called only by awards/sheets.py.

-- name: save
-- Write the cells that are still as they were shown and leave the others; answer what the sheet is
-- now, or why nothing was written. The arrays hold the cells by place; shown is null where none is.
WITH due AS (
    SELECT sheets_due.round, sheets_due.nominee, sheets_due.juror, sheets_due.recused,
           sheets_due.declared,
           sheets_due.closed_at IS NOT NULL
               OR COALESCE(sheets_due.closes <= :now, false) AS closed,
           sheets_due.ballot IS NOT NULL AS confirmed,
           EXISTS (SELECT FROM sheets
                    WHERE sheets.round = sheets_due.round AND sheets.juror = sheets_due.juror
                      AND sheets.nominee = sheets_due.nominee
                      AND sheets.abstained_reason IS NOT NULL) AS abstained,
           EXISTS (SELECT FROM sheets
                    WHERE sheets.round = sheets_due.round AND sheets.juror = sheets_due.juror
                      AND sheets.nominee = sheets_due.nominee) AS begun,
           scale.fits AND cardinality(:shown_scores::integer[]) <= scale.places AS fits,
           scale.scores, scale.comments, scale.score_versions, scale.comment_versions
      FROM sheets_due
     CROSS JOIN LATERAL (
           SELECT count(*) AS places, bool_and(cell.fits) AS fits,
                  array_agg(cell.score ORDER BY cell.place) AS scores,
                  array_agg(cell.comment ORDER BY cell.place) AS comments,
                  array_agg((cell.score IS NOT NULL)::integer ORDER BY cell.place)
                      AS score_versions,
                  array_agg((cell.comment <> '')::integer ORDER BY cell.place) AS comment_versions
             FROM (SELECT criteria.place,
                          COALESCE((:scores::smallint[])[criteria.place]
                                   BETWEEN criteria.lowest AND criteria.highest, true) AS fits,
                          CASE WHEN (:shown_scores::integer[])[criteria.place] = 0
                               THEN (:scores::smallint[])[criteria.place] END AS score,
                          CASE WHEN (:shown_comments::integer[])[criteria.place] = 0
                               THEN (:comments::text[])[criteria.place] ELSE '' END AS comment
                     FROM criteria
                    WHERE criteria.category = sheets_due.category) AS cell
           ) AS scale
     WHERE sheets_due.juror = :juror AND sheets_due.nominee = :nominee
), saved AS (
    INSERT INTO sheets AS sheet (round, juror, nominee, scores, comments, score_versions,
                                 comment_versions, version, saved_at)
         SELECT round, juror, nominee, scores, comments, score_versions, comment_versions, 0, :now
           FROM due
          WHERE fits AND declared AND NOT (recused OR closed OR confirmed OR abstained)
            AND (begun OR cardinality(:shown_scores::integer[]) = 0
                 OR 0 = ANY (:shown_scores::integer[] || :shown_comments::integer[]))
    ON CONFLICT (round, juror, nominee) DO UPDATE
            SET scores = ARRAY(
                    SELECT CASE WHEN cell.shown = cell.version THEN cell.typed ELSE cell.held END
                      FROM unnest(sheet.scores, sheet.score_versions, :scores::smallint[],
                                  :shown_scores::integer[])
                           WITH ORDINALITY AS cell (held, version, typed, shown, place)
                     ORDER BY cell.place),
                score_versions = ARRAY(
                    SELECT cell.version + (cell.shown = cell.version
                                           AND cell.typed IS DISTINCT FROM cell.held
                                           AND cell.shown IS NOT NULL)::integer
                      FROM unnest(sheet.scores, sheet.score_versions, :scores::smallint[],
                                  :shown_scores::integer[])
                           WITH ORDINALITY AS cell (held, version, typed, shown, place)
                     ORDER BY cell.place),
                comments = ARRAY(
                    SELECT CASE WHEN cell.shown = cell.version THEN cell.typed ELSE cell.held END
                      FROM unnest(sheet.comments, sheet.comment_versions, :comments::text[],
                                  :shown_comments::integer[])
                           WITH ORDINALITY AS cell (held, version, typed, shown, place)
                     ORDER BY cell.place),
                comment_versions = ARRAY(
                    SELECT cell.version + (cell.shown = cell.version
                                           AND cell.typed IS DISTINCT FROM cell.held
                                           AND cell.shown IS NOT NULL)::integer
                      FROM unnest(sheet.comments, sheet.comment_versions, :comments::text[],
                                  :shown_comments::integer[])
                           WITH ORDINALITY AS cell (held, version, typed, shown, place)
                     ORDER BY cell.place),
                saved_at = :now
          WHERE sheet.ballot IS NULL AND sheet.abstained_reason IS NULL
      RETURNING new.scores, new.comments, new.score_versions, new.comment_versions, new.saved_at,
                old.score_versions AS scores_before, old.comment_versions AS comments_before
)
SELECT due.round, due.recused, due.declared, due.closed, due.confirmed, due.abstained, due.fits,
       saved.scores, saved.comments, saved.score_versions, saved.comment_versions, saved.saved_at,
       saved.scores_before, saved.comments_before
  FROM due
  LEFT JOIN saved ON true;

-- name: abstain
-- Abstain from judging a nominee for a reason, or with none take that back, if the sheet is as shown.
WITH due AS (
    SELECT sheets_due.round, sheets_due.nominee, sheets_due.juror, sheets_due.recused,
           sheets_due.declared,
           sheets_due.closed_at IS NOT NULL
               OR COALESCE(sheets_due.closes <= :now, false) AS closed,
           sheets_due.ballot IS NOT NULL AS confirmed,
           (SELECT count(*) FROM criteria
             WHERE criteria.category = sheets_due.category)::integer AS places
      FROM sheets_due
     WHERE sheets_due.juror = :juror AND sheets_due.nominee = :nominee
), kept AS (
    INSERT INTO sheets AS sheet (round, juror, nominee, scores, comments, score_versions,
                                 comment_versions, abstained_reason, version, saved_at)
         SELECT round, juror, nominee, array_fill(NULL::smallint, ARRAY[places]),
                array_fill(''::text, ARRAY[places]), array_fill(0, ARRAY[places]),
                array_fill(0, ARRAY[places]), :reason::text, 1, :now
           FROM due
          WHERE declared AND NOT (recused OR closed OR confirmed)
    ON CONFLICT (round, juror, nominee) DO UPDATE
            SET abstained_reason = :reason::text, version = sheet.version + 1, saved_at = :now
          WHERE sheet.ballot IS NULL
            AND (sheet.version = :shown
                 OR sheet.abstained_reason IS NOT DISTINCT FROM :reason::text)
      RETURNING version
)
SELECT due.round, due.recused, due.declared, due.closed, due.confirmed, kept.version
  FROM due
  LEFT JOIN kept ON true;

-- name: of_juror
-- Every sheet a juror is asked for, begun or not, with what is on it.
SELECT sheets_due.round, sheets_due.category, sheets_due.nominee, named_nominees.name,
       sheets_due.recused, sheets.scores, sheets.comments, sheets.score_versions,
       sheets.comment_versions, sheets.abstained_reason AS abstained, sheets.version,
       sheets.saved_at,
       CASE WHEN NOT sheets_due.recused THEN case_amended_at(named_nominees.company) END
           AS amended_at
  FROM sheets_due
  JOIN named_nominees ON named_nominees.nominee = sheets_due.nominee
  LEFT JOIN sheets ON sheets.round = sheets_due.round AND sheets.juror = sheets_due.juror
                  AND sheets.nominee = sheets_due.nominee
 WHERE sheets_due.juror = :juror;

-- name: hold
-- Hold a juror's sheets of a round still while the ballot is confirmed or opened again.
  SELECT nominee
    FROM sheets
   WHERE round = :round AND juror = :juror
ORDER BY nominee
     FOR UPDATE;

-- name: lock
-- Lock a juror's sheets of a round under a confirmed ballot; without one, open them again.
UPDATE sheets
   SET ballot = :ballot::bigint
 WHERE round = :round AND juror = :juror;
