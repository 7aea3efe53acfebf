-- What nominators do with their own nominations. Called only by awards/confirming.py.

-- name: own
-- A page of what a mailbox nominated in an edition, newest first, or one of it.
  SELECT nominations.id, nominations.category, categories.name AS category_name,
         nominations.company_name, nominations.organisation_number, nominations.nominator,
         nominations.address, nominations.relation, nominations.language, nominations.state::text,
         nominations.sent_at, nominations.confirmed_at, nominations.version
    FROM nominations
    JOIN categories ON categories.id = nominations.category
   WHERE nominations.edition = :edition AND nominations.mailbox = :mailbox
     AND (:nomination::bigint IS NULL OR nominations.id = :nomination)
ORDER BY nominations.id DESC
   LIMIT :most OFFSET :skipped;

-- name: hold
-- Hold everything a mailbox nominated in an edition until the deed is done.
  SELECT id
    FROM nominations
   WHERE edition = :edition AND mailbox = :mailbox
ORDER BY id
     FOR UPDATE;

-- name: counting
-- What counts from a mailbox in an edition.
SELECT id, category, company_name, organisation_number
  FROM nominations
 WHERE edition = :edition AND mailbox = :mailbox AND state = 'confirmed';

-- name: mend
-- Change who nominates and how they know the company.
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
