-- What staff decide of deliveries. Called only by awards/redeliveries.py.

-- name: hold
-- One delivery, kept from workers and from others on the staff until this transaction ends.
   SELECT deliveries.id, announcements.edition, editions.year,
          announcements.id AS announcement, channels.id AS channel, channels.name AS channel_name,
          publications.language, deliveries.state::text,
          EXISTS (SELECT FROM deliveries AS earlier
                   WHERE earlier.publication = deliveries.publication
                     AND earlier.position < deliveries.position
                     AND earlier.state NOT IN ('sent', 'skipped')) AS held_up,
          COALESCE(publications.remote ->> 'found', '') AS found
     FROM deliveries
     JOIN publications ON publications.id = deliveries.publication
     JOIN channels ON channels.id = publications.channel
     JOIN announcements ON announcements.id = publications.announcement
     JOIN editions ON editions.id = announcements.edition
    WHERE deliveries.id = :id
      FOR UPDATE OF deliveries;

-- name: failed
-- Everything that failed at a channel, kept from workers and from others on the staff.
   SELECT deliveries.id
     FROM deliveries
     JOIN publications ON publications.id = deliveries.publication
    WHERE publications.channel = :channel AND deliveries.state = 'failed'
 ORDER BY deliveries.id
      FOR UPDATE OF deliveries;

-- name: retry
-- Due now; where a try may have been done, not before its server has surely finished.
UPDATE deliveries
   SET state = (CASE WHEN unclear THEN 'unknown' ELSE 'waiting' END)::delivery_state,
       attempts = 0, settled_at = NULL, settled_by = NULL,
       due = CASE WHEN unclear
                  THEN GREATEST(clock_timestamp(),
                                tried_at + make_interval(secs => channels.patience))
                  ELSE clock_timestamp() END
  FROM publications
  JOIN channels ON channels.id = publications.channel
 WHERE deliveries.id = ANY(:ids::bigint[]) AND publications.id = deliveries.publication;

-- name: close
-- Staff settled it: it is there, or they go on without it.
UPDATE deliveries
   SET state = :state, settled_at = clock_timestamp(), settled_by = :member
 WHERE id = :id;

-- name: adopt
-- From now on the publication is known at its channel by what was found there.
UPDATE publications
   SET remote = (remote - 'found') || jsonb_build_object('post', remote -> 'found')
  FROM deliveries
 WHERE deliveries.id = :id AND publications.id = deliveries.publication;

-- name: hold_announcement
-- Keep an announcement from being corrected or withdrawn until this transaction ends.
   SELECT true
     FROM announcements
    WHERE edition = :edition AND id = :id
      FOR UPDATE;
