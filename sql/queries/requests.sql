-- Requests: staff ask a nominator or a company for more. Called only by awards/requests.py.

-- name: nominators
-- Of these nominations, those that count; whoever has no address cannot be written to.
  SELECT id, company_name, nominator, address, mailbox, language
    FROM nominations
   WHERE edition = :edition AND id = ANY(:nominations::bigint[]) AND state = 'confirmed'
ORDER BY sent_at, id;

-- name: companies
-- Of these companies, those that are nominated and may be asked, by the one they were joined into.
  SELECT DISTINCT heads.id, heads.name
    FROM company_heads
    JOIN companies AS heads ON heads.id = company_heads.head
    JOIN nominees ON nominees.company = heads.id
                 AND nominees.state NOT IN ('ineligible', 'withdrawn')
   WHERE company_heads.company = ANY(:companies::bigint[]) AND heads.edition = :edition
ORDER BY heads.id;

-- name: ask
-- Write down what somebody is asked for, and until when.
INSERT INTO asks (edition, nomination, company, words, due, asked_by)
     VALUES (:edition, :nomination::bigint, :company::bigint, :words, :due, :staff)
  RETURNING id;

-- name: answered
-- What was asked of a nominator, or of a company and those joined with it, is answered.
   UPDATE asks
      SET answered_at = clock_timestamp()
    WHERE answered_at IS NULL
      AND (nomination = :nomination::bigint OR company IN (SELECT company_family(:company::bigint)))
RETURNING id;

-- name: settle
-- Nothing is open any more of what was asked; whether it was.
   UPDATE asks
      SET answered_at = COALESCE(asks.answered_at, clock_timestamp())
     FROM (SELECT id, answered_at IS NULL AS open
             FROM asks
            WHERE id = :ask AND edition = :edition
              FOR UPDATE) AS was
    WHERE asks.id = was.id
RETURNING was.open;

-- name: of_nominations
-- What was asked about nominations, the newest first; moot where one does not stand any more.
  SELECT asks.id, asks.nomination AS of, asks.words, asks.due, staff.name AS asked_by,
         asks.asked_at, asks.answered_at, asks.due <= clock_timestamp() AS past,
         nominations.state <> 'confirmed' AS moot
    FROM asks
    JOIN nominations ON nominations.id = asks.nomination
    JOIN staff ON staff.id = asks.asked_by
   WHERE asks.nomination = ANY(:nominations::bigint[])
ORDER BY asks.id DESC;

-- name: of_companies
-- What was asked of companies and those joined with them, the newest first; moot where none of
-- their nominees can take part any more.
  SELECT asks.id, company_heads.head AS of, asks.words, asks.due, staff.name AS asked_by,
         asks.asked_at, asks.answered_at, asks.due <= clock_timestamp() AS past,
         NOT EXISTS (SELECT FROM nominees
                      WHERE nominees.company = company_heads.head
                        AND nominees.state NOT IN ('ineligible', 'withdrawn')) AS moot
    FROM company_heads
    JOIN asks ON asks.company = company_heads.company
    JOIN staff ON staff.id = asks.asked_by
   WHERE company_heads.head = ANY(:heads::bigint[])
ORDER BY asks.id DESC;
