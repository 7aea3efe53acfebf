-- What the panel decided. Called only by awards/decisions.py.

-- name: decisions
-- The decision of each category of an edition, and whether it still stands: made on the newest shortlist, one that was only begun included, for a nominee that is on it.
  SELECT decisions.category, decisions.round, decisions.nominee,
         named_nominees.company AS head, named_nominees.name AS company,
         decisions.reason, decisions.decided_at, decisions.version, staff.name AS decided_by,
         named_nominees.state = 'shortlisted'
             AND rounds.number = (SELECT max(later.number) FROM rounds AS later
                                   WHERE later.category = decisions.category) AS stands
    FROM decisions
    JOIN categories ON categories.id = decisions.category
    JOIN rounds ON rounds.id = decisions.round
    JOIN named_nominees ON named_nominees.nominee = decisions.nominee
    JOIN staff ON staff.id = decisions.decided_by
   WHERE categories.edition = :edition
ORDER BY categories.position, categories.id;

-- name: newest_round_with
-- The newest round of a category that was judged, if this nominee is on its shortlist and still before the jury.
SELECT rounds.id
  FROM rounds
  JOIN categories ON categories.id = rounds.category
  JOIN shortlist ON shortlist.round = rounds.id
  JOIN nominees ON nominees.id = shortlist.nominee
 WHERE categories.edition = :edition
   AND rounds.category = :category
   AND shortlist.nominee = :nominee
   AND nominees.state = 'shortlisted'
   AND rounds.number = (SELECT max(later.number) FROM rounds AS later
                         WHERE later.category = rounds.category AND later.opened_at IS NOT NULL);

-- name: record
-- Record a decision, if it is still as it was shown; version 0 is none yet.
INSERT INTO decisions (category, round, nominee, reason, decided_by)
     VALUES (:category, :round, :nominee, :reason, :member)
ON CONFLICT (category) DO UPDATE
        SET round = excluded.round, nominee = excluded.nominee, reason = excluded.reason,
            decided_by = excluded.decided_by, decided_at = clock_timestamp(),
            version = decisions.version + 1
      WHERE decisions.version = :version
  RETURNING version;

-- name: touch_announcement
-- Whoever has the winner's announcement open sees that a decision changed; its state as it is.
   UPDATE announcements
      SET version = version + 1
    WHERE edition = :edition AND kind = 'winner' AND state IN ('draft', 'approved', 'scheduled')
RETURNING state::text;
