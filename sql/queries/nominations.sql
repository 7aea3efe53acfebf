-- Nominations: sent, entered, counted, lapsed. Called only by awards/nominations.py.

-- name: by_cookie
-- The nominator a session belongs to, if it holds: a mailbox within an edition.
SELECT nominations.id AS nomination, nominations.edition, nominations.mailbox, nominations.address,
       nominations.nominator, nominations.language, editions.year, editions.stage::text
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN nominations ON nominations.id = sessions.subject
  JOIN editions ON editions.id = nominations.edition
 WHERE sessions.cookie = :cookie AND sessions.audience = 'nomination'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL;

-- name: send
-- Store a nomination with its answers, once for each key of a form. The same content again only
-- counts the replay, which is a write, so that its answer waits for replication as the first did.
-- Other content under a used key stores nothing and gets no id; a foreign category gets no row.
-- What the register said in one answer is one snapshot, for however many nominations; none of what
-- it said before it asked us to forget it, which another process may remember for some minutes.
WITH place AS (
    SELECT categories.id, categories.edition
      FROM categories
     WHERE categories.id = :category AND categories.edition = :edition
), known AS (
    SELECT snapshots.id
      FROM snapshots
     WHERE snapshots.organisation_number = :organisation_number
       AND snapshots.fetched_at = :fetched_at AND snapshots.facts = :facts
  ORDER BY snapshots.id
     LIMIT 1
), verified AS (
    INSERT INTO snapshots (organisation_number, fetched_at, facts)
         SELECT :organisation_number, :fetched_at, :facts
           FROM place
          WHERE :facts::jsonb IS NOT NULL AND NOT EXISTS (SELECT FROM known)
            AND NOT EXISTS (SELECT FROM snapshots
                             WHERE snapshots.organisation_number = :organisation_number
                               AND snapshots.purged_at > :fetched_at)
      RETURNING id
), sent AS (
    INSERT INTO nominations (edition, category, company_name, organisation_number, nominator,
                             address, mailbox, relation, language, works_there, junk, snapshot,
                             sent_at, entered_by, form_key, form_digest)
         SELECT place.edition, place.id, :company_name, :organisation_number, :nominator, :address,
                :mailbox, :relation, :language, :works_there, :junk,
                COALESCE((SELECT id FROM known), (SELECT id FROM verified)), :sent_at,
                :entered_by, :form_key, :form_digest
           FROM place
    ON CONFLICT ON CONSTRAINT one_nomination_per_form
      DO UPDATE SET replays = nominations.replays + 1
              WHERE nominations.form_digest = excluded.form_digest
      RETURNING id, replays
), answered AS (
    INSERT INTO answers (nomination, question, body)
         SELECT sent.id, given.question, given.body
           FROM sent, unnest(:questions::bigint[], :bodies::text[]) AS given (question, body)
          WHERE sent.replays = 0
)
SELECT sent.id, sent.replays = 0 AS first,
       (SELECT unfinished.id FROM unfinished
         WHERE unfinished.form_key = :form_key AND unfinished.ended_at IS NULL) AS unfinished,
       (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                   'id', earlier.id, 'company_name', earlier.company_name,
                   'organisation_number', earlier.organisation_number)), '[]')
          FROM nominations AS earlier
         WHERE earlier.mailbox = :mailbox AND earlier.mailbox <> ''
           AND earlier.edition = place.edition AND earlier.category = place.id
           AND earlier.junk = ''
           AND earlier.state IN ('sent', 'confirmed')) AS earlier
  FROM place
  LEFT JOIN sent ON true;

-- name: replay
-- The nomination that the same form made before the deadline.
   UPDATE nominations
      SET replays = replays + 1
    WHERE form_key = :form_key AND form_digest = :form_digest
RETURNING id;

-- name: counting
-- What counts already from a mailbox in a category, one nomination left out.
SELECT id, company_name, organisation_number
  FROM nominations
 WHERE mailbox = :mailbox AND mailbox <> '' AND category = :category
   AND state = 'confirmed' AND id <> :nomination;

-- name: confirm
-- From now on a nomination counts. Its company gets what the register said about its number, where
-- that is newer than what it has.
WITH counted AS (
       UPDATE nominations
          SET state = 'confirmed', company = :company, confirmed_at = clock_timestamp(),
              version = version + 1
        WHERE id = :id AND state = 'sent'
    RETURNING company, snapshot
)
UPDATE companies
   SET snapshot = newer.id
  FROM counted
  JOIN snapshots AS newer ON newer.id = counted.snapshot AND newer.facts IS NOT NULL
 WHERE companies.id = counted.company
   AND companies.organisation_number = newer.organisation_number
   AND NOT EXISTS (SELECT
                     FROM snapshots AS held
                    WHERE held.id = companies.snapshot AND held.fetched_at >= newer.fetched_at
                      AND held.facts IS NOT NULL);

-- name: pending
-- How many nominations of an edition wait for their nominators to confirm.
SELECT count(*)
  FROM nominations
 WHERE edition = :edition AND state = 'sent' AND junk = '';

-- name: waiting
-- The editions that have nominations waiting to be confirmed.
SELECT DISTINCT edition
  FROM nominations
 WHERE state = 'sent' AND junk = '';

-- name: lapse
-- Nominations of an edition lapse, a few hundred at a time; one that is being confirmed is left.
   UPDATE nominations
      SET state = 'lapsed', ended_at = clock_timestamp(), version = version + 1
    WHERE id = ANY(ARRAY(SELECT id
                           FROM nominations
                          WHERE edition = :edition AND state = 'sent' AND junk = ''
                       ORDER BY id
                          LIMIT 500
                            FOR UPDATE SKIP LOCKED))
RETURNING id;
