-- Cases: what a juror may read about a nominee. Called only by awards/cases.py.

-- name: opened
-- A case as one juror opens it, with their own sheet beside it and how far they have come in the
-- category: all that the page of a score sheet shows, in one statement.
SELECT sheets_due.nominee, sheets_due.category, sheets_due.round, sheets_due.recused,
       sheets_due.closed_at IS NOT NULL AS closed, sheets_due.ballot,
       named_nominees.company, named_nominees.name, named_nominees.organisation_number,
       categories.name AS category_name, editions.comment_rule::text,
       clock_timestamp() AS now,
       (SELECT timetable.due FROM timetable
         WHERE timetable.edition = editions.id AND timetable.stage = 'deciding') AS due,
       (SELECT reopened_ballots.reason FROM reopened_ballots
         WHERE reopened_ballots.round = sheets_due.round
           AND reopened_ballots.juror = sheets_due.juror
         ORDER BY reopened_ballots.reopened_at DESC LIMIT 1) AS reopened,
       (SELECT jsonb_agg(jsonb_build_object(
                   'id', criteria.id, 'category', criteria.category, 'place', criteria.place,
                   'name', criteria.name, 'help', criteria.help, 'weight', criteria.weight,
                   'lowest', criteria.lowest, 'highest', criteria.highest,
                   'words', criteria.words, 'version', criteria.version)
                   ORDER BY criteria.place)
          FROM criteria WHERE criteria.category = sheets_due.category) AS criteria,
       (SELECT jsonb_agg(jsonb_build_object(
                   'nominee', beside.nominee, 'name', names.name, 'recused', beside.recused,
                   'scores', sheets.scores, 'comments', sheets.comments,
                   'score_versions', sheets.score_versions,
                   'comment_versions', sheets.comment_versions,
                   'abstained', sheets.abstained_reason, 'version', sheets.version,
                   'saved_at', sheets.saved_at))
          FROM sheets_due AS beside
          JOIN named_nominees AS names ON names.nominee = beside.nominee
          LEFT JOIN sheets ON sheets.round = beside.round AND sheets.juror = beside.juror
                          AND sheets.nominee = beside.nominee
         WHERE beside.juror = sheets_due.juror AND beside.round = sheets_due.round) AS sheets,
       told.nominators, told.nominations, told.reasons
  FROM sheets_due
  JOIN named_nominees ON named_nominees.nominee = sheets_due.nominee
  JOIN categories ON categories.id = sheets_due.category
  JOIN editions ON editions.id = categories.edition
 CROSS JOIN LATERAL (
       SELECT count(DISTINCT COALESCE(NULLIF(counting.mailbox, ''), counting.id::text))::integer
                  AS nominators,
              count(*)::integer AS nominations,
              COALESCE(jsonb_agg(counting.reason ORDER BY counting.id)
                           FILTER (WHERE counting.row > :skip::integer
                                     AND counting.row <= :skip::integer + :most::integer),
                       '[]') AS reasons
         FROM (SELECT nominations.id, nominations.mailbox,
                      row_number() OVER (ORDER BY nominations.id) AS row,
                      jsonb_build_object(
                          'relation', nominations.relation, 'language', nominations.language,
                          'answers', (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                                                 'question', questions.label,
                                                 'body', answer.body)
                                                 ORDER BY questions.position), '[]')
                                        FROM questions
                                        JOIN LATERAL (SELECT answers.body FROM answers
                                                       WHERE answers.nomination = nominations.id
                                                         AND answers.question = questions.id
                                                       ORDER BY answers.version DESC LIMIT 1
                                             ) AS answer ON true
                                       WHERE questions.edition = editions.id
                                         AND questions.form = 'nomination')
                      ) AS reason
                 FROM nominations
                WHERE nominations.category = sheets_due.category
                  AND nominations.state = 'confirmed'
                  AND nominations.company IN (SELECT company_family(named_nominees.company))
              ) AS counting
       ) AS told
 WHERE sheets_due.juror = :juror AND sheets_due.nominee = :nominee;
