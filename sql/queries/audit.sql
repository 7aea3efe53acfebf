-- The audit log: what was done, by whom. Called only by awards/audit.py.

-- name: record
-- Write one event, the row that holds what identifies people, and its place before the sealer. The
-- transaction has its number before the event has its own: the sealer counts on it.
WITH numbered AS MATERIALIZED (
    SELECT pg_current_xact_id()
), event AS (
    INSERT INTO events (edition, actor, deed, subject, commitment)
         SELECT :edition, :actor, :deed, :subject, :commitment FROM numbered
      RETURNING id
), waiting AS (
    INSERT INTO unsealed (event) SELECT event.id FROM event
)
INSERT INTO event_details (event, salt, detail)
     SELECT event.id, :salt, :detail FROM event
  RETURNING event;

-- name: page
-- Events of an edition (or of no edition) with what their subject is called, newest first.
  SELECT events.id, events.at, events.actor, events.deed, events.subject, event_details.detail,
         staff.name AS staff_name, jurors.name AS juror_name,
         COALESCE(nullif(contributors.name, ''), contributors.address,
                  nullif(checks.name, ''), checks.address) AS contributor_name,
         CASE split_part(events.subject, ':', 1)
              WHEN 'announcement' THEN (SELECT headline FROM announcements WHERE id = touched.id)
              WHEN 'ballot' THEN (SELECT to_jsonb(jurors.name) FROM ballots
                                    JOIN jurors ON jurors.id = ballots.juror
                                   WHERE ballots.id = touched.id)
              WHEN 'category' THEN (SELECT name FROM categories WHERE id = touched.id)
              WHEN 'channel' THEN (SELECT to_jsonb(name) FROM channels WHERE id = touched.id)
              WHEN 'company' THEN (SELECT to_jsonb(name) FROM companies WHERE id = touched.id)
              WHEN 'contributor' THEN (SELECT to_jsonb(COALESCE(nullif(name, ''), address))
                                         FROM contributors WHERE id = touched.id)
              WHEN 'criterion' THEN (SELECT name FROM criteria WHERE id = touched.id)
              WHEN 'delivery' THEN (SELECT to_jsonb(channels.name) FROM deliveries
                                      JOIN publications ON publications.id = deliveries.publication
                                      JOIN channels ON channels.id = publications.channel
                                     WHERE deliveries.id = touched.id)
              WHEN 'juror' THEN (SELECT to_jsonb(name) FROM jurors WHERE id = touched.id)
              WHEN 'letter' THEN (SELECT to_jsonb(address) FROM letters WHERE id = touched.id)
              WHEN 'nomination' THEN (SELECT to_jsonb(company_name) FROM nominations
                                       WHERE id = touched.id)
              WHEN 'nominee' THEN (SELECT to_jsonb(companies.name) FROM nominees
                                     JOIN companies ON companies.id = nominees.company
                                    WHERE nominees.id = touched.id)
              WHEN 'question' THEN (SELECT label FROM questions WHERE id = touched.id)
              WHEN 'recusal' THEN (SELECT to_jsonb(jurors.name || ', ' || companies.name)
                                     FROM recusals
                                     JOIN jurors ON jurors.id = recusals.juror
                                     JOIN companies ON companies.id = recusals.company
                                    WHERE recusals.id = touched.id)
              WHEN 'staff' THEN (SELECT to_jsonb(staff.name) FROM staff
                                  WHERE staff.id = touched.id)
         END AS named
    FROM events
   CROSS JOIN LATERAL (
         SELECT nullif(split_part(events.subject, ':', 2), '')::bigint AS id
         ) AS touched
    LEFT JOIN event_details ON event_details.event = events.id
    LEFT JOIN staff ON events.actor = 'staff:' || staff.id
    LEFT JOIN jurors ON events.actor = 'juror:' || jurors.id
    LEFT JOIN contributors ON events.actor = 'contributor:' || contributors.id
    LEFT JOIN checks ON events.actor = 'check:' || checks.id
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
