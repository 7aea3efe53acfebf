-- Reasons: what nominators wrote about a company. Called only by awards/reasons.py.

-- name: of_company
-- What the nominations of a company that count say, each with its category; the newest first.
  SELECT nominations.id, nominations.nominator, nominations.relation, nominations.language,
         categories.name AS category_name,
         (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                     'question', questions.label, 'kind', questions.kind, 'body', newest.body)
                     ORDER BY questions.position), '[]')
            FROM questions
            JOIN LATERAL (SELECT answers.body FROM answers
                           WHERE answers.nomination = nominations.id
                             AND answers.question = questions.id
                        ORDER BY answers.version DESC LIMIT 1) AS newest ON newest.body <> ''
           WHERE questions.edition = nominations.edition AND questions.form = 'nomination'
             AND questions.kind IN ('short_text', 'long_text')) AS answers
    FROM nominations
    JOIN categories ON categories.id = nominations.category
   WHERE nominations.company IN (SELECT company_family(:head)) AND nominations.state = 'confirmed'
ORDER BY nominations.id DESC
   LIMIT :most;
