-- The edition from stage to stage: what must be there, what a move does. Called only by awards/moves.py.

-- name: categories
-- Each category with what a move asks of it: its weights, its last round, its shortlist, its seats.
-- A round is begun when it was never open, and judged while it is.
  SELECT categories.name,
         (SELECT COALESCE(sum(criteria.weight), 0)::integer
            FROM criteria
           WHERE criteria.category = categories.id) AS weight,
         last.fixed_at IS NOT NULL AS fixed, last.number AS round,
         last.opened_at IS NULL AS begun,
         last.opened_at IS NOT NULL AND last.closed_at IS NULL AS judged,
         (SELECT count(*)::integer
            FROM shortlist
            JOIN nominees ON nominees.id = shortlist.nominee
                         AND nominees.state NOT IN ('ineligible', 'withdrawn')
           WHERE shortlist.round = last.id) AS nominees,
         (SELECT count(*)::integer
            FROM seats
            JOIN jurors ON jurors.id = seats.juror
           WHERE seats.category = categories.id AND jurors.excused_at IS NULL) AS jurors,
         (SELECT count(*)::integer FROM ballots WHERE ballots.round = last.id) AS ballots
    FROM categories
    LEFT JOIN LATERAL (SELECT rounds.id, rounds.number, rounds.fixed_at, rounds.opened_at,
                              rounds.closed_at
                         FROM rounds
                        WHERE rounds.category = categories.id
                     ORDER BY rounds.number DESC
                        LIMIT 1) AS last ON true
   WHERE categories.edition = :edition
ORDER BY categories.position, categories.id;

-- name: counts
-- What a move counts in the edition as a whole.
SELECT (SELECT count(*)::integer FROM questions
         WHERE edition = :edition AND form = 'nomination' AND retired_at IS NULL) AS questions,
       (SELECT count(*)::integer FROM nominations
         WHERE edition = :edition AND state = 'sent' AND junk = '') AS pending,
       (SELECT count(*)::integer FROM jurors
         WHERE edition = :edition AND excused_at IS NULL AND invited_at IS NULL) AS uninvited,
       (SELECT count(*)::integer FROM announcements
         WHERE edition = :edition AND kind = 'winner' AND state IN ('approved', 'scheduled'))
           AS announcing,
       (SELECT count(DISTINCT named_nominees.company)::integer
          FROM rounds
          JOIN shortlist ON shortlist.round = rounds.id
          JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
          JOIN categories ON categories.id = rounds.category
         WHERE categories.edition = :edition
           AND NOT EXISTS (SELECT FROM company_answers
                            WHERE company_answers.item = 'handed_in'
                              AND company_answers.company IN (
                                  SELECT company_family(named_nominees.company)))) AS silent,
       (SELECT count(*)::integer FROM edition_links(:edition) WHERE revoked_at IS NULL) AS links;

-- name: absent
-- Jurors with a ballot left to confirm in a round that is open, with extra time that still runs.
  SELECT jurors.id AS juror, jurors.name,
         count(DISTINCT sheets_due.category)::integer AS ballots,
         CASE WHEN jurors.extended_until > GREATEST(timetable.due, clock_timestamp())
              THEN jurors.extended_until END AS until
    FROM jurors
    JOIN sheets_due ON sheets_due.juror = jurors.id AND sheets_due.ballot IS NULL
                   AND NOT sheets_due.recused AND sheets_due.closed_at IS NULL
    LEFT JOIN timetable ON timetable.edition = jurors.edition AND timetable.stage = 'deciding'
   WHERE jurors.edition = :edition AND jurors.excused_at IS NULL
GROUP BY jurors.id, timetable.due
ORDER BY jurors.id;

-- name: planned
-- Planned moves whose time has come, which nobody made and nothing was found to be missing for.
-- Judging is not closed while a juror who was given more time still has some of it.
  SELECT timetable.edition, timetable.stage::text, editions.stage::text AS stands
    FROM timetable
    JOIN editions ON editions.id = timetable.edition
   WHERE timetable.done_at IS NULL AND timetable.missing IS NULL
     AND timetable.due <= clock_timestamp()
     AND (timetable.stage <> 'deciding' OR NOT EXISTS (SELECT FROM jurors_awaited(timetable.edition)))
ORDER BY timetable.due, timetable.edition, timetable.stage;

-- name: still_planned
-- Whether a planned move is to be made, asked by the one who holds the edition alone.
SELECT EXISTS (SELECT FROM timetable
                WHERE edition = :edition AND stage = :stage AND done_at IS NULL
                  AND missing IS NULL AND due <= clock_timestamp()
                  AND (stage <> 'deciding' OR NOT EXISTS (SELECT FROM jurors_awaited(edition))));

-- name: made
-- Write down that the edition came to a stage.
UPDATE timetable
   SET done_at = clock_timestamp(), missing = NULL
 WHERE edition = :edition AND stage = :stage;

-- name: not_made
-- Write down why a planned move was not made.
UPDATE timetable
   SET missing = :missing
 WHERE edition = :edition AND stage = :stage;

-- name: plan_again
-- After a move back, what follows is planned anew.
INSERT INTO timetable (edition, stage, due)
     VALUES (:edition, :stage, :due)
ON CONFLICT (edition, stage)
  DO UPDATE SET due = excluded.due, done_at = NULL, missing = NULL;

-- name: open_rounds
-- Open the rounds that were never open, where there are any; else the last one of each category again.
WITH last AS (
    SELECT DISTINCT ON (rounds.category) rounds.id, rounds.opened_at
      FROM rounds
      JOIN categories ON categories.id = rounds.category
     WHERE categories.edition = :edition
  ORDER BY rounds.category, rounds.number DESC
)
UPDATE rounds
   SET opened_at = COALESCE(rounds.opened_at, clock_timestamp()), closed_at = NULL
  FROM last
 WHERE last.id = rounds.id
   AND (last.opened_at IS NULL
        OR NOT EXISTS (SELECT FROM last AS other WHERE other.opened_at IS NULL));

-- name: same_end_for_all
-- When judging opens, or opens again, its end is the same for all: earlier extra time is over.
UPDATE jurors
   SET extended_until = NULL, extended_reason = ''
 WHERE edition = :edition AND extended_until IS NOT NULL;

-- name: close_rounds
-- Close every round that is open.
UPDATE rounds
   SET closed_at = clock_timestamp(), seen_at = COALESCE(rounds.seen_at, clock_timestamp())
  FROM categories
 WHERE categories.id = rounds.category AND categories.edition = :edition
   AND rounds.opened_at IS NOT NULL AND rounds.closed_at IS NULL;

-- name: end_links
-- Revoke every link of an edition's jurors, nominators and companies, and end their sessions.
WITH theirs AS (
    SELECT id FROM edition_links(:edition)
), ended AS (
    UPDATE sessions SET ended_at = clock_timestamp()
     WHERE link IN (SELECT id FROM theirs) AND ended_at IS NULL
)
UPDATE links
   SET revoked_at = clock_timestamp()
 WHERE id IN (SELECT id FROM theirs) AND revoked_at IS NULL;
