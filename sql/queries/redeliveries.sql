-- What staff decide of deliveries. Called only by awards/redeliveries.py.

-- name: hold
-- One delivery, kept from workers and from others on the staff until this transaction ends.
   SELECT deliveries.id, announcements.edition, editions.year,
          announcements.id AS announcement, channels.id AS channel, channels.name AS channel_name,
          publications.language, deliveries.state::text,
          COALESCE(publications.remote ->> 'found', '') AS found, publications.remote
     FROM deliveries
     JOIN publications ON publications.id = deliveries.publication
     JOIN channels ON channels.id = publications.channel
     JOIN announcements ON announcements.id = publications.announcement
     JOIN editions ON editions.id = announcements.edition
    WHERE deliveries.id = :id
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
 WHERE deliveries.id = :id AND publications.id = deliveries.publication;

-- name: retry_all
-- The same for everything that failed at a channel.
UPDATE deliveries
   SET state = (CASE WHEN unclear THEN 'unknown' ELSE 'waiting' END)::delivery_state,
       attempts = 0, settled_at = NULL, settled_by = NULL,
       due = CASE WHEN unclear
                  THEN GREATEST(clock_timestamp(),
                                tried_at + make_interval(secs => channels.patience))
                  ELSE clock_timestamp() END
  FROM publications
  JOIN channels ON channels.id = publications.channel
 WHERE publications.id = deliveries.publication
   AND publications.channel = :channel
   AND deliveries.state = 'failed';

-- name: close
-- Staff settled it: it is there, or they go on without it.
UPDATE deliveries
   SET state = :state, settled_at = clock_timestamp(), settled_by = :member
 WHERE id = :id;

-- name: adopt
-- From now on the publication is known at its channel by what was found there.
UPDATE publications
   SET remote = :remote
  FROM deliveries
 WHERE deliveries.id = :id AND publications.id = deliveries.publication;

-- name: hold_announcement
-- Keep an announcement from being corrected or withdrawn until this transaction ends.
   SELECT true
     FROM announcements
    WHERE edition = :edition AND id = :id
      FOR UPDATE;
