-- Flags: what jurors ask staff about a case. Called only by awards/flags.py.

-- name: hold
-- Let one question of a juror wait for another.
SELECT jurors.id FROM jurors WHERE jurors.id = :juror FOR UPDATE;

-- name: open
-- How many questions of a juror nobody has settled, and whether one of them says the same.
SELECT count(*) AS number,
       COALESCE(bool_or(flags.nominee = :nominee AND flags.words = :words), false) AS same
  FROM flags
 WHERE flags.juror = :juror AND flags.settled_at IS NULL;

-- name: ask
-- A juror asks about a case.
INSERT INTO flags (juror, nominee, words, asked_at)
     VALUES (:juror, :nominee, :words, :now)
  RETURNING id;

-- name: listed
-- The questions of an edition, or one of them, or those of a juror about a case: first what waits,
-- the longest first, then what was settled, the newest first.
SELECT flags.id, flags.nominee, named_nominees.name, categories.name AS category_name, flags.juror,
       jurors.name AS juror_name, flags.words, flags.asked_at, amendments.words AS answer,
       flags.declined, flags.settled_at, staff.name AS settled_by
  FROM flags
  JOIN jurors ON jurors.id = flags.juror
  JOIN named_nominees ON named_nominees.nominee = flags.nominee
  JOIN categories ON categories.id = named_nominees.category
  LEFT JOIN amendments ON amendments.id = flags.amendment
  LEFT JOIN staff ON staff.id = flags.settled_by
 WHERE jurors.edition = :edition
   AND (:flag::bigint IS NULL OR flags.id = :flag)
   AND (:juror::bigint IS NULL OR (flags.juror = :juror AND flags.nominee = :nominee::bigint))
 ORDER BY flags.settled_at DESC NULLS FIRST, flags.id
 LIMIT :most OFFSET :skip;

-- name: lock
-- Let one answer to a question wait for another.
SELECT flags.id
  FROM flags
  JOIN jurors ON jurors.id = flags.juror
 WHERE flags.id = :flag AND jurors.edition = :edition
   FOR UPDATE OF flags;

-- name: settle
-- Note how a question was settled: the answer to the whole panel, or why there is none.
UPDATE flags
   SET amendment = :amendment::bigint, declined = :declined, settled_at = :now, settled_by = :staff
 WHERE id = :flag AND settled_at IS NULL;
