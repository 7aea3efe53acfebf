-- The companies' part of the demo. Called only by awards/samples.py.

-- name: verified
-- A company is what the register says.
WITH kept AS (
    INSERT INTO snapshots (organisation_number, fetched_at, facts)
         VALUES (:number, :fetched_at, :facts)
      RETURNING id
)
UPDATE companies
   SET snapshot = kept.id
  FROM kept
 WHERE companies.id = :company;

-- name: contributor
-- A person of a company who works on its form, let in by the letter they got.
INSERT INTO contributors (company, name, address, mailbox, language, origin, asked_at, let_in_at,
                          let_in_by)
     VALUES (:company, :name, :address, :address, 'nb', 'staff', :at, :at, 'service')
  RETURNING id;

-- name: said
-- What a company said in its form, in order: its answers, then what it did.
INSERT INTO company_answers (company, question, item, body, contributor, answered_at)
     SELECT :company, NULLIF(given.question, 0), given.item, given.body, :contributor, :at
       FROM unnest(:questions::bigint[], :items::text[], :bodies::text[])
            WITH ORDINALITY AS given (question, item, body, place)
   ORDER BY given.place;
