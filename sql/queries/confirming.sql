-- What nominators do with their own nominations. Called only by awards/confirming.py.

-- name: own
-- A page of what a mailbox nominated in an edition, newest first, or one of it.
  SELECT nominations.id, nominations.category, categories.name AS category_name,
         nominations.company_name, nominations.organisation_number, nominations.nominator,
         nominations.address, nominations.relation, nominations.language, nominations.works_there,
         nominations.state::text, nominations.sent_at, nominations.confirmed_at,
         nominations.version, COALESCE(asked.words, '') AS asked_words, asked.due AS asked_due,
         asked.answered_at AS asked_answered
    FROM nominations
    JOIN categories ON categories.id = nominations.category
    LEFT JOIN LATERAL (SELECT asks.words, asks.due, asks.answered_at
                         FROM asks
                        WHERE asks.nomination = nominations.id
                     ORDER BY asks.id DESC
                        LIMIT 1) AS asked ON true
   WHERE nominations.edition = :edition AND nominations.mailbox = :mailbox
     AND nominations.junk = ''
     AND (:nomination::bigint IS NULL OR nominations.id = :nomination)
ORDER BY nominations.id DESC
   LIMIT :most OFFSET :skipped;

-- name: hold
-- Hold everything a mailbox nominated in an edition until the deed is done.
  SELECT id
    FROM nominations
   WHERE edition = :edition AND mailbox = :mailbox AND junk = ''
ORDER BY id
     FOR UPDATE;

-- name: counting
-- What counts from a mailbox in an edition.
SELECT id, category, company_name, organisation_number
  FROM nominations
 WHERE edition = :edition AND mailbox = :mailbox AND state = 'confirmed';

-- name: mend
-- Change who nominates and how they know the company; what staff asked for is answered with it.
WITH answered AS (
    UPDATE asks SET answered_at = clock_timestamp()
     WHERE asks.nomination = :nomination AND asks.answered_at IS NULL
)
UPDATE nominations
   SET nominator = :nominator, relation = :relation, version = version + 1
 WHERE id = :nomination;

-- name: withdraw
-- A nomination is withdrawn by its nominator.
UPDATE nominations
   SET state = 'withdrawn', ended_at = clock_timestamp(), version = version + 1
 WHERE id = :nomination;

-- name: edition_of
-- The edition of a nomination.
SELECT edition
  FROM nominations
 WHERE id = :nomination;

-- name: on_file
-- Where a nomination's letters go.
SELECT address, mailbox, language
  FROM nominations
 WHERE id = :nomination AND address <> '';
