-- Snapshots of the company register. Called only by awards/snapshots.py.

-- name: keep
-- Keep what the register said, once for each time it was asked.
WITH known AS (
    SELECT id
      FROM snapshots
     WHERE organisation_number = :organisation_number AND fetched_at = :fetched_at
       AND facts = :facts
  ORDER BY id
     LIMIT 1
), added AS (
    INSERT INTO snapshots (organisation_number, fetched_at, facts)
         SELECT :organisation_number, :fetched_at, :facts
          WHERE NOT EXISTS (SELECT FROM known)
      RETURNING id
)
SELECT id FROM known
UNION ALL
SELECT id FROM added;

-- name: snapshot
-- One snapshot.
SELECT organisation_number, fetched_at, facts, purged_at
  FROM snapshots
 WHERE id = :id;

-- name: purge
-- The facts of every snapshot of a number are forgotten; that there were any is not.
UPDATE snapshots
   SET facts = NULL, purged_at = clock_timestamp()
 WHERE organisation_number = :organisation_number AND purged_at IS NULL;
