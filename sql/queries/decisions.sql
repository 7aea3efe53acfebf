-- What the panel decided. Called only by awards/decisions.py.

-- name: decisions
-- The decision of each category of an edition, and whether it still stands: made on the newest shortlist, one that was only begun included, for a nominee that is on it. Who leads and has to step out since has approved nothing.
  SELECT decisions.category, decisions.round, decisions.nominee,
         named_nominees.company AS head, named_nominees.name AS company,
         decisions.reason, decisions.departure, decisions.departs, decisions.decided_at,
         decisions.version, decisions.decided_by AS writer, decisions.approved_by AS approver,
         COALESCE(deciding.name, writing.name) AS decided_by,
         approving.name AS approved_by, decisions.approved_at,
         agreeing.name AS approved_by_juror, decisions.approved_by_juror_at,
         array_remove(ARRAY[approving.mailbox, agreeing.mailbox], NULL) AS mailboxes,
         meetings.chaired, decisions.two_people, decisions.settled,
         named_nominees.state = 'shortlisted'
             AND rounds.number = (SELECT max(later.number) FROM rounds AS later
                                   WHERE later.category = decisions.category) AS stands
    FROM decisions
    JOIN categories ON categories.id = decisions.category
    JOIN meetings ON meetings.category = decisions.category
    JOIN rounds ON rounds.id = decisions.round
    JOIN named_nominees ON named_nominees.nominee = decisions.nominee
    LEFT JOIN staff AS deciding ON deciding.id = decisions.decided_by
    LEFT JOIN jurors AS writing ON writing.id = decisions.decided_by_juror
    LEFT JOIN staff AS approving ON approving.id = decisions.approved_by
    LEFT JOIN jurors AS agreeing
           ON agreeing.id = decisions.approved_by_juror
          AND NOT EXISTS (SELECT FROM stepping_out
                           WHERE stepping_out.category = decisions.category
                             AND stepping_out.juror = decisions.approved_by_juror)
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
-- Record a decision, if it is still as it was shown; version 0 is none yet. Whoever writes it has
-- approved it on their own side; what the other side approved before was another text.
INSERT INTO decisions (category, round, nominee, reason, departure, departs, led, two_people,
                       decided_by, approved_by, approved_at,
                       decided_by_juror, approved_by_juror, approved_by_juror_at)
     VALUES (:category, :round, :nominee, :reason, :departure, :departs, :led, :two_people,
             :member, :approving, CASE WHEN :approving::bigint IS NOT NULL THEN clock_timestamp() END,
             :juror, :juror, CASE WHEN :juror::bigint IS NOT NULL THEN clock_timestamp() END)
ON CONFLICT (category) DO UPDATE
        SET round = excluded.round, nominee = excluded.nominee, reason = excluded.reason,
            departure = excluded.departure, departs = excluded.departs, led = excluded.led,
            two_people = excluded.two_people, decided_by = excluded.decided_by,
            approved_by = excluded.approved_by, approved_at = excluded.approved_at,
            decided_by_juror = excluded.decided_by_juror,
            approved_by_juror = excluded.approved_by_juror,
            approved_by_juror_at = excluded.approved_by_juror_at, settled = false,
            decided_at = clock_timestamp(), version = decisions.version + 1
      WHERE decisions.version = :version
  RETURNING version;

-- name: approve_by_staff
-- Somebody of the staff approves a decision as it was shown.
   UPDATE decisions
      SET approved_by = :member, approved_at = clock_timestamp(), led = :led
    WHERE category = :category AND version = :version
RETURNING version;

-- name: approve_by_leader
-- Whoever leads the meeting approves a decision as it was shown.
   UPDATE decisions
      SET approved_by_juror = :juror, approved_by_juror_at = clock_timestamp(), led = true
    WHERE category = :category AND version = :version
RETURNING version;

-- name: touch_announcement
-- Whoever has the winner's announcement open sees that a decision changed; its state as it is.
   UPDATE announcements
      SET version = version + 1
    WHERE edition = :edition AND kind = 'winner' AND state IN ('draft', 'approved', 'scheduled')
RETURNING state::text;
