-- Claims of nominators who work at their company. Called only by awards/claims.py.

-- name: own_company
-- The company of a nominator's confirmed nomination in which they say that they work there.
SELECT company, nominator
  FROM nominations
 WHERE id = :nomination AND edition = :edition AND mailbox = :mailbox
   AND state = 'confirmed' AND works_there AND company IS NOT NULL;

-- name: is_taken
-- Has anybody been let in to a company's form, or written anything in it or for whatever was joined with it?
SELECT EXISTS (
    SELECT FROM company_family(:company) AS kin (company)
     WHERE EXISTS (SELECT FROM contributors
                    WHERE contributors.company = kin.company
                      AND contributors.let_in_at IS NOT NULL AND contributors.ended_at IS NULL)
        OR EXISTS (SELECT FROM company_answers
                    WHERE company_answers.company = kin.company
                      AND company_answers.item <> 'informed'));

-- name: ask_again
-- Somebody who left of their own accord asks to be let in again.
UPDATE contributors
   SET asked_at = clock_timestamp(), ended_at = NULL, ended_by = '', nomination = :nomination,
       let_in_at = CASE WHEN :let_in_by <> '' THEN clock_timestamp() END, let_in_by = :let_in_by,
       version = version + 1
 WHERE id = :id;
