-- The log as it leaves the house. Called only by awards/logbook.py.

-- name: sealed
-- Sealed events with their seals, and what was done where that is not erased, in the order of height.
  SELECT seals.height, seals.hash, events.id, events.at, events.edition, events.actor, events.deed,
         events.subject, events.commitment, event_details.salt, event_details.detail
    FROM seals
    JOIN events ON events.id = seals.event
    LEFT JOIN event_details ON event_details.event = events.id
   WHERE seals.height > :above AND seals.height <= :height
ORDER BY seals.height
   LIMIT :most;

-- name: strays
-- Events that nobody sealed and that do not wait for it: there should be none. One that waits behind
-- an event which is sealed was written later than its number says.
  SELECT NULL::bigint AS height, NULL::bytea AS hash, events.id, events.at, events.edition,
         events.actor, events.deed, events.subject, events.commitment,
         event_details.salt, event_details.detail
    FROM events
    LEFT JOIN seals ON seals.event = events.id
    LEFT JOIN unsealed ON unsealed.event = events.id
    LEFT JOIN event_details ON event_details.event = events.id
   WHERE seals.event IS NULL AND (unsealed.event IS NULL OR events.id < :event)
ORDER BY events.id;

-- name: ballots
-- The ballots of closed rounds as they stand now, with their sheets; without those whose confirming
-- is not sealed yet at this height.
WITH later AS MATERIALIZED (
    SELECT events.subject
      FROM unsealed
      JOIN events ON events.id = unsealed.event
     WHERE events.deed = 'ballot.confirmed'
 UNION ALL
    SELECT events.subject
      FROM seals
      JOIN events ON events.id = seals.event
     WHERE seals.height > :height AND events.deed = 'ballot.confirmed'
)
  SELECT ballots.id AS ballot, ballots.juror, ballots.round, categories.edition,
         ballots.commitment, ballots.salt, ballots.contents,
         COALESCE(given.sheets, '[]') AS sheets
    FROM ballots
    JOIN rounds ON rounds.id = ballots.round
    JOIN categories ON categories.id = rounds.category
    LEFT JOIN LATERAL (
         SELECT jsonb_agg(jsonb_build_object('nominee', sheets.nominee,
                                             'abstained', sheets.abstained_reason,
                                             'scores', sheets.scores,
                                             'comments', sheets.comments)) AS sheets
           FROM sheets
          WHERE :sheets AND sheets.round = ballots.round AND sheets.juror = ballots.juror
            AND sheets.ballot = ballots.id
         ) AS given ON true
   WHERE rounds.closed_at IS NOT NULL
     AND 'ballot:' || ballots.id NOT IN (SELECT later.subject FROM later)
ORDER BY ballots.id;

-- name: now
-- The time, by the database's clock.
SELECT clock_timestamp();
