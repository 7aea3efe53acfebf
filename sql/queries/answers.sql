-- Answers to questions, in versions. Called only by awards/answers.py.

-- name: of_nominations
-- The newest version of every answer of some nominations.
  SELECT DISTINCT ON (nomination, question) nomination, question, body
    FROM answers
   WHERE nomination = ANY(:nominations::bigint[])
ORDER BY nomination, question, version DESC;

-- name: mend
-- A new version of each answer that differs from the newest one.
INSERT INTO answers (nomination, question, version, body)
     SELECT :nomination, given.question, COALESCE(newest.version, 0) + 1, given.body
       FROM unnest(:questions::bigint[], :bodies::text[]) AS given (question, body)
       LEFT JOIN LATERAL (SELECT answers.version, answers.body
                            FROM answers
                           WHERE answers.nomination = :nomination
                             AND answers.question = given.question
                        ORDER BY answers.version DESC
                           LIMIT 1) AS newest ON true
      WHERE COALESCE(newest.body, '') <> given.body;

-- name: correct
-- A new version, by staff, of each answer that differs from the newest one.
INSERT INTO answers (nomination, question, version, body, staff, reason)
     SELECT :nomination, given.question, COALESCE(newest.version, 0) + 1, given.body, :staff,
            :reason
       FROM unnest(:questions::bigint[], :bodies::text[]) AS given (question, body)
       LEFT JOIN LATERAL (SELECT answers.version, answers.body
                            FROM answers
                           WHERE answers.nomination = :nomination
                             AND answers.question = given.question
                        ORDER BY answers.version DESC
                           LIMIT 1) AS newest ON true
      WHERE COALESCE(newest.body, '') <> given.body
  RETURNING question;

-- name: corrected
-- Of the newest versions of the answers of some nominations, those that staff wrote.
  SELECT newest.nomination, newest.question, newest.body, newest.reason
    FROM (SELECT DISTINCT ON (nomination, question) nomination, question, body, staff, reason
            FROM answers
           WHERE nomination = ANY(:nominations::bigint[])
        ORDER BY nomination, question, version DESC) AS newest
    JOIN questions ON questions.id = newest.question
   WHERE newest.staff IS NOT NULL
ORDER BY newest.nomination, questions.position, questions.id;
