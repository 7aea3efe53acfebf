-- Submissions: what companies say about themselves, every version of it. Called only by awards/submissions.py.

-- name: said
-- What a company, and whatever was joined into it, says: the newest row of each question and item;
-- then, marked, what of it was handed in: the newest row before the last handing in, or by staff.
WITH ours AS (
    SELECT company_answers.id, company_answers.question, company_answers.item,
           company_answers.body, company_answers.answered_at, company_answers.contributor,
           company_answers.staff, company_answers.reason,
           COALESCE(contributors.name, staff.name) AS name
      FROM company_answers
      LEFT JOIN contributors ON contributors.id = company_answers.contributor
      LEFT JOIN staff ON staff.id = company_answers.staff
     WHERE company_answers.company IN (SELECT company_family(:head))
), handing AS (
    SELECT max(ours.id) AS id FROM ours WHERE ours.item = 'handed_in'
)
(SELECT DISTINCT ON (ours.question, ours.item) ours.*, false AS handed
   FROM ours
ORDER BY ours.question, ours.item, ours.id DESC)
 UNION ALL
(SELECT DISTINCT ON (ours.question) ours.*, true AS handed
   FROM ours
   JOIN handing ON ours.id < handing.id OR ours.staff IS NOT NULL
  WHERE ours.question IS NOT NULL
ORDER BY ours.question, ours.id DESC);

-- name: categories
-- The categories in which a company is a nominee that has not withdrawn.
  SELECT nominees.category
    FROM nominees
    JOIN categories ON categories.id = nominees.category
   WHERE nominees.company = company_head(:head) AND nominees.state <> 'withdrawn'
ORDER BY categories.position, categories.id;

-- name: asked_until
-- Until when staff asked a company, or one joined with it, for more, answered or not.
SELECT max(due)
  FROM asks
 WHERE company IN (SELECT company_family(:head));

-- name: hold
-- One who writes for a company at a time, whichever of the companies joined into one they are of.
SELECT pg_advisory_xact_lock(hashtext('awards.submissions'),
                             (company_head(:company) % 2147483647)::integer);

-- name: body_of
-- What an answer said that somebody was shown, if it is one of this question and of the family.
SELECT company_answers.body
  FROM company_answers
 WHERE company_answers.id = :answer AND company_answers.question = :question
   AND company_answers.company IN (SELECT company_family(:company));

-- name: answer
-- One more version of the answers to some questions, all by one person.
INSERT INTO company_answers (company, question, body, contributor, staff, reason)
     SELECT :company, given.question, given.body, :contributor, :staff, :reason
       FROM unnest(:questions::bigint[], :bodies::text[]) AS given (question, body);

-- name: note
-- One more version of an item, by a contributor.
INSERT INTO company_answers (company, item, body, contributor)
     VALUES (:company, :item, :body, :contributor);
