-- Cases: what may be read about a nominee. Called only by awards/cases.py.

-- name: opened
-- A case as one juror opens it, with their own sheet beside it and how far they have come in the
-- category: all that the page of a score sheet shows, in one statement.
SELECT sheets_due.nominee, sheets_due.category, sheets_due.round, sheets_due.recused,
       sheets_due.closed_at IS NOT NULL AS closed, sheets_due.ballot,
       named_nominees.company, named_nominees.name, named_nominees.organisation_number,
       categories.name AS category_name, editions.comment_rule::text,
       clock_timestamp() AS now, sheets_due.closes, sheets_due.declared,
       flags_of(sheets_due.juror, sheets_due.nominee) AS asked,
       (SELECT reopened_ballots.reason FROM reopened_ballots
         WHERE reopened_ballots.round = sheets_due.round
           AND reopened_ballots.juror = sheets_due.juror
         ORDER BY reopened_ballots.reopened_at DESC LIMIT 1) AS reopened,
       (SELECT jsonb_agg(jsonb_build_object(
                   'id', criteria.id, 'category', criteria.category, 'place', criteria.place,
                   'name', criteria.name, 'help', criteria.help, 'weight', criteria.weight,
                   'lowest', criteria.lowest, 'highest', criteria.highest,
                   'words', criteria.words, 'evidence', criteria.evidence,
                   'version', criteria.version)
                   ORDER BY criteria.place)
          FROM criteria WHERE criteria.category = sheets_due.category) AS criteria,
       (SELECT jsonb_agg(jsonb_build_object(
                   'nominee', beside.nominee, 'name', names.name, 'recused', beside.recused,
                   'scores', sheets.scores, 'comments', sheets.comments,
                   'score_versions', sheets.score_versions,
                   'comment_versions', sheets.comment_versions,
                   'abstained', sheets.abstained_reason, 'version', sheets.version,
                   'saved_at', sheets.saved_at,
                   'amended_at', CASE WHEN beside.nominee = sheets_due.nominee
                                      THEN case_amended_at(names.company) END))
          FROM sheets_due AS beside
          JOIN named_nominees AS names ON names.nominee = beside.nominee
          LEFT JOIN sheets ON sheets.round = beside.round AND sheets.juror = beside.juror
                          AND sheets.nominee = beside.nominee
         WHERE beside.juror = sheets_due.juror AND beside.round = sheets_due.round) AS sheets,
       notes.body AS note, notes.version AS note_version, notes.saved_at AS note_saved_at,
       CASE WHEN sheets_due.declared AND NOT sheets_due.recused
            THEN case_material(named_nominees.company, sheets_due.category, false,
                               :skip::integer, :most::integer) END AS material
  FROM sheets_due
  JOIN named_nominees ON named_nominees.nominee = sheets_due.nominee
  JOIN categories ON categories.id = sheets_due.category
  JOIN editions ON editions.id = categories.edition
  LEFT JOIN notes ON notes.juror = sheets_due.juror AND notes.nominee = sheets_due.nominee
 WHERE sheets_due.juror = :juror AND sheets_due.nominee = :nominee;

-- name: title
-- What a case is called, and whether one juror may open it.
SELECT sheets_due.nominee, sheets_due.category, categories.name AS category_name,
       named_nominees.name, sheets_due.recused, sheets_due.declared
  FROM sheets_due
  JOIN named_nominees ON named_nominees.nominee = sheets_due.nominee
  JOIN categories ON categories.id = sheets_due.category
 WHERE sheets_due.juror = :juror AND sheets_due.nominee = :nominee;

-- name: titles
-- What the cases are called that one juror may open, by category.
SELECT sheets_due.nominee, sheets_due.category, categories.name AS category_name,
       named_nominees.name
  FROM sheets_due
  JOIN named_nominees ON named_nominees.nominee = sheets_due.nominee
  JOIN categories ON categories.id = sheets_due.category
 WHERE sheets_due.juror = :juror AND sheets_due.declared AND NOT sheets_due.recused
 ORDER BY categories.position, sheets_due.nominee;

-- name: several
-- Some of the cases that one juror may open, as the jury reads them.
SELECT sheets_due.nominee, sheets_due.category, named_nominees.company, named_nominees.name,
       named_nominees.organisation_number, categories.name AS category_name,
       flags_of(sheets_due.juror, sheets_due.nominee) AS asked,
       case_material(named_nominees.company, sheets_due.category, false,
                     :skip::integer, :most::integer) AS material
  FROM sheets_due
  JOIN named_nominees ON named_nominees.nominee = sheets_due.nominee
  JOIN categories ON categories.id = sheets_due.category
 WHERE sheets_due.juror = :juror AND sheets_due.nominee = ANY(:nominees::bigint[])
   AND sheets_due.declared AND NOT sheets_due.recused;

-- name: opened_logo
-- The logo of a case as one juror opens it.
SELECT pictures.media_type, pictures.content
  FROM sheets_due
  JOIN named_nominees ON named_nominees.nominee = sheets_due.nominee
  JOIN pictures ON pictures.id = company_logo(named_nominees.company)
 WHERE sheets_due.juror = :juror AND sheets_due.nominee = :nominee
   AND sheets_due.declared AND NOT sheets_due.recused;

-- name: material
-- A case of an edition, whoever may read it: with everything, or as the jury does.
SELECT named_nominees.nominee, named_nominees.category, named_nominees.company,
       named_nominees.name, named_nominees.organisation_number,
       categories.name AS category_name,
       case_material(named_nominees.company, named_nominees.category, :everything::boolean,
                     :skip::integer, :most::integer) AS material
  FROM named_nominees
  JOIN categories ON categories.id = named_nominees.category
 WHERE named_nominees.nominee = :nominee AND categories.edition = :edition;

-- name: logo
-- The logo of a nominee's company, for staff.
SELECT pictures.media_type, pictures.content
  FROM named_nominees
  JOIN categories ON categories.id = named_nominees.category
  JOIN pictures ON pictures.id = company_logo(named_nominees.company)
 WHERE named_nominees.nominee = :nominee AND categories.edition = :edition;
