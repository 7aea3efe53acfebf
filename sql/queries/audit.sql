-- The audit log: what was done, by whom. Called only by awards/audit.py.

-- name: record
-- Write one event and the row that holds what identifies people.
WITH event AS (
    INSERT INTO events (edition, actor, deed, subject, commitment)
         VALUES (:edition, :actor, :deed, :subject, :commitment)
      RETURNING id
)
INSERT INTO event_details (event, salt, detail)
     SELECT event.id, :salt, :detail FROM event;

-- name: page
-- Events of an edition (or of no edition), newest first, from below an id.
  SELECT events.id, events.at, events.actor, events.deed, events.subject, event_details.detail,
         staff.name AS staff_name, jurors.name AS juror_name
    FROM events
    LEFT JOIN event_details ON event_details.event = events.id
    LEFT JOIN staff ON events.actor = 'staff:' || staff.id
    LEFT JOIN jurors ON events.actor = 'juror:' || jurors.id
   WHERE (events.edition = :edition OR events.edition IS NULL)
     AND (:deed = '' OR events.deed = :deed)
     AND (:below::bigint IS NULL OR events.id < :below)
ORDER BY events.id DESC
   LIMIT :most;

-- name: history
-- Events of one subject within an edition, newest first.
  SELECT events.id, events.at, events.actor, events.deed, events.subject, event_details.detail,
         staff.name AS staff_name, jurors.name AS juror_name
    FROM events
    LEFT JOIN event_details ON event_details.event = events.id
    LEFT JOIN staff ON events.actor = 'staff:' || staff.id
    LEFT JOIN jurors ON events.actor = 'juror:' || jurors.id
   WHERE events.edition = :edition AND events.subject = :subject
ORDER BY events.id DESC
   LIMIT :most;

-- name: deeds
-- The kinds of deed that an edition's log holds.
  SELECT DISTINCT deed
    FROM events
   WHERE edition = :edition OR edition IS NULL
ORDER BY deed;
