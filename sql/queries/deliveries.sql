-- Announcements on their way to channels. Called only by awards/deliveries.py.

-- name: begin
-- The first delivery of what readers see now, to every channel that wants this kind (or to one), in
-- each language that both speak.
WITH published AS (
    INSERT INTO publications (channel, announcement, language)
         SELECT channels.id, announcements.id, spoken.language
           FROM announcements
           JOIN editions ON editions.id = announcements.edition
           JOIN channels ON channels.active AND announcements.kind = ANY(channels.kinds)
          CROSS JOIN LATERAL unnest(editions.languages) AS spoken (language)
          WHERE announcements.id = :announcement
            AND announcements.state = 'published'
            AND spoken.language = ANY(channels.languages)
            AND (:channel::bigint IS NULL OR channels.id = :channel)
       ORDER BY channels.id, spoken.language
    ON CONFLICT (channel, announcement, language) DO NOTHING
      RETURNING id
)
INSERT INTO deliveries (publication, position, deed, wording)
     SELECT published.id, 1, 'publish',
            (SELECT max(version) FROM announcement_versions
              WHERE announcement_versions.announcement = :announcement)
       FROM published;

-- name: overtake
-- It was withdrawn: what has not left of it, or was refused, is not sent any more.
UPDATE deliveries
   SET state = 'skipped', answer = :answer, facts = '{}', settled_at = clock_timestamp(),
       settled_by = NULL
  FROM publications
 WHERE publications.id = deliveries.publication
   AND publications.announcement = :announcement
   AND deliveries.state IN ('waiting', 'unknown', 'failed');

-- name: follow
-- What became of it, at every channel that was given it; a withdrawal only where something of it was
-- tried, and not before a server that was asked has surely finished.
INSERT INTO deliveries (publication, position, deed, wording, due)
     SELECT publications.id, max(earlier.position) + 1, :deed,
            (SELECT max(version) FROM announcement_versions
              WHERE announcement_versions.announcement = publications.announcement),
            GREATEST(clock_timestamp(),
                     max(earlier.tried_at + make_interval(secs => channels.patience))
                         FILTER (WHERE earlier.unclear AND earlier.state = 'skipped'))
       FROM publications
       JOIN channels ON channels.id = publications.channel
       JOIN deliveries AS earlier ON earlier.publication = publications.id
      WHERE publications.announcement = :announcement
   GROUP BY publications.id, publications.announcement
     HAVING :deed::delivery_deed <> 'withdraw'
         OR bool_or(earlier.attempts > 0 OR earlier.tried_at IS NOT NULL OR earlier.state = 'sent');

-- name: claim
-- Take one delivery that is due, or whose worker's lease ran out, and hold it under a new lease.
-- None whose publication has an earlier one unsettled; none of a channel that is busy enough, and
-- of others first where the least is under way.
  WITH busy AS MATERIALIZED (
       SELECT publications.channel, count(*) AS under_way
         FROM deliveries
         JOIN publications ON publications.id = deliveries.publication
        WHERE deliveries.state = 'sending' AND deliveries.leased_until > clock_timestamp()
     GROUP BY publications.channel
  ), next AS MATERIALIZED (
        SELECT deliveries.id, deliveries.state AS was, channels.id AS channel, channels.patience,
               publications.uid AS publication, publications.remote, publications.announcement,
               publications.language
          FROM deliveries
          JOIN publications ON publications.id = deliveries.publication
          JOIN channels ON channels.id = publications.channel
          LEFT JOIN busy ON busy.channel = channels.id
         WHERE deliveries.state IN ('waiting', 'sending', 'unknown')
           AND CASE WHEN deliveries.state = 'sending'
                    THEN deliveries.leased_until <= clock_timestamp()
                    ELSE deliveries.due <= clock_timestamp() END
           AND COALESCE(busy.under_way, 0) < :most
           AND NOT EXISTS (SELECT FROM deliveries AS earlier
                            WHERE earlier.publication = deliveries.publication
                              AND earlier.position < deliveries.position
                              AND earlier.state NOT IN ('sent', 'skipped'))
      ORDER BY COALESCE(busy.under_way, 0), deliveries.due, deliveries.id
         LIMIT 1
           FOR UPDATE OF deliveries SKIP LOCKED
  )
UPDATE deliveries
   SET state = 'sending', attempts = attempts + 1, lease = :lease,
       unclear = unclear OR next.was = 'sending',
       leased_until = clock_timestamp() + :lasts::double precision * make_interval(secs => next.patience)
  FROM next
 WHERE deliveries.id = next.id
RETURNING deliveries.id, deliveries.uid, next.publication, next.remote, next.channel, next.patience,
          next.announcement, next.language, deliveries.deed::text, deliveries.wording,
          deliveries.attempts, deliveries.unclear, clock_timestamp() AS now;

-- name: hold
-- Renew a lease that has not run out; whether what it is for was withdrawn since.
   UPDATE deliveries
      SET leased_until = clock_timestamp()
                         + :lasts::double precision * make_interval(secs => channels.patience)
     FROM publications
     JOIN channels ON channels.id = publications.channel
    WHERE deliveries.id = :id AND publications.id = deliveries.publication
      AND deliveries.lease = :lease AND deliveries.state = 'sending'
      AND deliveries.leased_until > clock_timestamp()
RETURNING deliveries.deed <> 'withdraw'
          AND EXISTS (SELECT FROM deliveries AS later
                       WHERE later.publication = deliveries.publication
                         AND later.deed = 'withdraw') AS overtaken;

-- name: remember
-- What the channel told us, kept with the publication, while nobody else has taken it over.
   UPDATE publications
      SET remote = publications.remote || :remote
     FROM deliveries
    WHERE deliveries.id = :id AND publications.id = deliveries.publication
      AND deliveries.lease = :lease AND deliveries.state = 'sending'
RETURNING publications.id;

-- name: settle
-- Write down how a try ended, if the lease is still ours. What was withdrawn meanwhile is not tried
-- again, or failed; what may have been done keeps the withdrawal waiting no longer than it must.
     WITH overtaken AS (
          SELECT EXISTS (SELECT FROM deliveries AS later
                          WHERE later.publication = deliveries.publication
                            AND later.position > deliveries.position
                            AND later.deed = 'withdraw') AS is_so
            FROM deliveries
           WHERE deliveries.id = :id
     ), ended AS (
          SELECT (CASE WHEN is_so AND :state IN ('waiting', 'failed') THEN 'skipped'
                       ELSE :state END)::delivery_state AS state,
                 CASE WHEN is_so THEN LEAST(:again::interval,
                                            make_interval(secs => :patience::double precision))
                      ELSE :again END AS again
            FROM overtaken
     )
   UPDATE deliveries
      SET state = ended.state, answer = :answer, facts = :facts, unclear = unclear OR :unclear,
          lease = NULL, leased_until = NULL, tried_at = clock_timestamp(),
          due = clock_timestamp() + ended.again,
          settled_at = CASE WHEN ended.state IN ('sent', 'failed', 'skipped')
                            THEN clock_timestamp() END,
          settled_by = NULL
     FROM ended
    WHERE deliveries.id = :id AND deliveries.lease = :lease AND deliveries.state = 'sending'
RETURNING deliveries.id;

-- name: page
-- Deliveries, the newest first, in one state or in all, of one channel or of all, of one announcement
-- or of all, below an id.
  SELECT deliveries.id, channels.id AS channel, channels.name AS channel_name,
         announcements.id AS announcement, editions.year, announcements.headline,
         publications.language, deliveries.deed::text, deliveries.state::text,
         EXISTS (SELECT FROM deliveries AS earlier
                  WHERE earlier.publication = deliveries.publication
                    AND earlier.position < deliveries.position
                    AND earlier.state NOT IN ('sent', 'skipped')) AS held_up,
         deliveries.due, deliveries.attempts, deliveries.answer, deliveries.facts,
         COALESCE(publications.remote ->> 'found', '') AS found,
         COALESCE(publications.remote ->> 'link', '') AS link,
         deliveries.settled_at, staff.name AS settled_by
    FROM deliveries
    JOIN publications ON publications.id = deliveries.publication
    JOIN channels ON channels.id = publications.channel
    JOIN announcements ON announcements.id = publications.announcement
    JOIN editions ON editions.id = announcements.edition
    LEFT JOIN staff ON staff.id = deliveries.settled_by
   WHERE (:state::text = '' OR deliveries.state = :state::text::delivery_state)
     AND (:channel::bigint IS NULL OR channels.id = :channel)
     AND (:announcement::bigint IS NULL OR publications.announcement = :announcement)
     AND (:below::bigint IS NULL OR deliveries.id < :below)
ORDER BY deliveries.id DESC
   LIMIT :most;

-- name: counts
-- How many deliveries each channel has in each state.
  SELECT publications.channel, deliveries.state::text, count(*)::integer AS count
    FROM deliveries
    JOIN publications ON publications.id = deliveries.publication
GROUP BY publications.channel, deliveries.state;

-- name: lacking
-- Active channels that want a published announcement, and lack it in a language that both speak.
  SELECT channels.id, channels.name
    FROM channels, announcements
    JOIN editions ON editions.id = announcements.edition
   WHERE announcements.id = :announcement
     AND announcements.state = 'published'
     AND channels.active
     AND announcements.kind = ANY(channels.kinds)
     AND EXISTS (SELECT FROM unnest(editions.languages) AS spoken (language)
                  WHERE spoken.language = ANY(channels.languages)
                    AND NOT EXISTS (SELECT FROM publications
                                     WHERE publications.channel = channels.id
                                       AND publications.announcement = announcements.id
                                       AND publications.language = spoken.language))
ORDER BY channels.name
   LIMIT :most;
