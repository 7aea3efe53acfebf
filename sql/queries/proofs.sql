-- What proves a ballot. Called only by awards/proofs.py.

-- name: sealed
-- The sealed event of a ballot's confirming; nothing while it waits for the sealer.
SELECT events.id
  FROM events
  JOIN seals ON seals.event = events.id
 WHERE events.edition = :edition AND events.subject = :subject
   AND events.deed = 'ballot.confirmed'
 LIMIT 1;
