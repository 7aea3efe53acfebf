-- The sealed rules of an edition, version by version. Called only by awards/rules.py.

-- name: sealed
-- The rules as they were sealed last.
  SELECT edition, version, canonical, sha256, reason, sealed_at
    FROM rules
   WHERE edition = :edition
ORDER BY version DESC
   LIMIT 1;

-- name: versions
-- Every version of the rules, as they were sealed.
  SELECT edition, version, canonical, sha256, reason, sealed_at
    FROM rules
   WHERE edition = :edition
ORDER BY version;

-- name: seal
-- Seal the rules as a new version.
INSERT INTO rules (edition, version, canonical, sha256, reason)
     VALUES (:edition, :version, :canonical, :digest, :reason)
  RETURNING edition, version, canonical, sha256, reason, sealed_at;
