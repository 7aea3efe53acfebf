-- Eligibility: what rules ask of the nominees of an edition. Called only by awards/eligibility.py.

-- name: required
-- The questions of an edition that keep companies out: those with a rule that are asked still.
  SELECT id, edition, form, category, position, kind, label, help, need, word_limit, shown_to_jury,
         public, choices, figure, scale, rule, unmet, way_out, retired_at IS NOT NULL AS retired,
         version
    FROM questions
   WHERE edition = :edition AND rule IS NOT NULL AND retired_at IS NULL
ORDER BY form DESC, position, id;

-- name: nominee
-- The category and the company of a nominee.
SELECT nominees.category, nominees.company
  FROM nominees
  JOIN categories ON categories.id = nominees.category
 WHERE nominees.id = :nominee AND categories.edition = :edition;

-- name: said
-- What nominees, or one company, said to questions with a rule: the company's newest answer, and
-- the newest of every nomination that counts.
SELECT answered.nominee, answered.company, answered.question, answered.body, answered.by,
       answered.nomination
  FROM (SELECT DISTINCT ON (nominees.id, company_answers.question)
               nominees.id AS nominee, nominees.company, company_answers.question,
               company_answers.body, COALESCE(contributors.name, staff.name) AS by,
               NULL::bigint AS nomination
          FROM nominees
          JOIN categories ON categories.id = nominees.category
          JOIN company_heads ON company_heads.head = nominees.company
          JOIN company_answers ON company_answers.company = company_heads.company
          JOIN questions ON questions.id = company_answers.question AND questions.form = 'company'
                        AND questions.rule IS NOT NULL
                        AND COALESCE(questions.category, nominees.category) = nominees.category
          LEFT JOIN contributors ON contributors.id = company_answers.contributor
          LEFT JOIN staff ON staff.id = company_answers.staff
         WHERE categories.edition = :edition
           AND (:nominee::bigint IS NULL OR nominees.id = :nominee)
      ORDER BY nominees.id, company_answers.question, company_answers.id DESC
       ) AS answered
 UNION ALL
SELECT answered.nominee, answered.company, answered.question, answered.body, answered.by,
       answered.nomination
  FROM (SELECT DISTINCT ON (nominees.id, nominations.id, answers.question)
               nominees.id AS nominee, nominees.company, answers.question, answers.body,
               COALESCE(staff.name, nominations.nominator) AS by, nominations.id AS nomination
          FROM nominees
          JOIN categories ON categories.id = nominees.category
          JOIN company_heads ON company_heads.head = nominees.company
          JOIN nominations ON nominations.company = company_heads.company
                          AND nominations.category = nominees.category
                          AND nominations.state = 'confirmed'
          JOIN answers ON answers.nomination = nominations.id
          JOIN questions ON questions.id = answers.question AND questions.form = 'nomination'
                        AND questions.rule IS NOT NULL
                        AND COALESCE(questions.category, nominees.category) = nominees.category
          LEFT JOIN staff ON staff.id = answers.staff
         WHERE categories.edition = :edition
           AND (:nominee::bigint IS NULL OR nominees.id = :nominee)
      ORDER BY nominees.id, nominations.id, answers.question, answers.version DESC
       ) AS answered
ORDER BY 1, 3, 6;

-- name: overrides
-- Where staff let companies of an edition through, by the company they were joined into.
  SELECT company_heads.head AS company, eligibility_overrides.question,
         eligibility_overrides.reason, staff.name AS by, eligibility_overrides.made_at
    FROM eligibility_overrides
    JOIN companies ON companies.id = eligibility_overrides.company
    JOIN company_heads ON company_heads.company = companies.id
    JOIN staff ON staff.id = eligibility_overrides.staff
   WHERE companies.edition = :edition
     AND (:head::bigint IS NULL OR company_heads.head = :head)
ORDER BY eligibility_overrides.made_at DESC;

-- name: override
-- Let a company through although it does not meet a rule of its edition.
INSERT INTO eligibility_overrides (company, question, reason, staff)
     SELECT companies.id, questions.id, :reason, :staff
       FROM companies
       JOIN questions ON questions.edition = companies.edition AND questions.rule IS NOT NULL
      WHERE companies.id = :company AND companies.edition = :edition AND questions.id = :question
        AND companies.merged_into IS NULL
ON CONFLICT (company, question) DO NOTHING
  RETURNING question;

-- name: take_back
-- Do not let a company through any more, nor any that was joined into it.
DELETE FROM eligibility_overrides
      USING companies
      WHERE companies.id = eligibility_overrides.company AND companies.edition = :edition
        AND eligibility_overrides.question = :question
        AND eligibility_overrides.company IN (SELECT company_family(:company))
  RETURNING eligibility_overrides.question;
