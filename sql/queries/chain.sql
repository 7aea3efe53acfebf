-- The chain over the audit log. Called only by awards/chain.py.

-- name: busy
-- Whether any event waits for the sealer.
SELECT EXISTS (SELECT FROM unsealed);

-- name: turn
-- One sealer at a time, until its transaction ends; false when another is at it.
SELECT pg_try_advisory_xact_lock(hashtext('awards.chain'));

-- name: look
-- How far the sealer may go, and what it could go up to next time. An edge that this server has not
-- come to yet is of another server's life. Our transaction has no number of its own yet.
SELECT (SELECT max(event) FROM unsealed) AS newest,
       sealing.until,
       sealing.edge IS NULL
           OR sealing.edge >= pg_snapshot_xmax(pg_current_snapshot()) AS lost,
       sealing.edge <= pg_snapshot_xmin(pg_current_snapshot()) AS settled,
       pg_current_xact_id_if_assigned() IS NULL AS alone
  FROM sealing;

-- name: remember
-- The next look may go up to here when every transaction that is older than ours has ended. Ours
-- gets its number now, after the look: who wrote an event up to here had theirs before.
UPDATE sealing SET until = :until, edge = pg_current_xact_id();

-- name: head
-- The newest seal.
  SELECT height, hash, event
    FROM seals
ORDER BY height DESC
   LIMIT 1;

-- name: next
-- Settled events after the one that was sealed last, in the order of their numbers.
  SELECT events.id, events.at, events.edition, events.actor, events.deed, events.subject,
         events.commitment
    FROM unsealed
    JOIN events ON events.id = unsealed.event
   WHERE unsealed.event > :after AND unsealed.event <= :until
ORDER BY unsealed.event
   LIMIT :most;

-- name: seal
-- Put events on top of the chain; they wait no more.
WITH sealed AS (
    INSERT INTO seals (height, event, hash)
         SELECT given.height, given.event, given.hash
           FROM unnest(:heights::bigint[], :events::bigint[], :hashes::bytea[])
                AS given (height, event, hash)
      RETURNING event
)
DELETE FROM unsealed USING sealed WHERE unsealed.event = sealed.event;

-- name: pin
-- The head that is published with the winners of an edition, once.
INSERT INTO published_heads (edition, height, hash)
     VALUES (:edition, :height, :hash)
ON CONFLICT (edition) DO NOTHING;

-- name: published
-- The head that was published with the winners of an edition.
SELECT height, hash FROM published_heads WHERE edition = :edition;

-- name: newest
-- The newest seals with the events they seal, the highest first.
  SELECT seals.height, seals.hash, events.id, events.at, events.edition, events.actor, events.deed,
         events.subject, events.commitment
    FROM seals
    JOIN events ON events.id = seals.event
ORDER BY seals.height DESC
   LIMIT :most;

-- name: waited
-- For how long the event that waits longest has waited, by the database's clock; nothing when none
-- waits.
  SELECT clock_timestamp() - events.at
    FROM unsealed
    JOIN events ON events.id = unsealed.event
ORDER BY unsealed.event
   LIMIT 1;
