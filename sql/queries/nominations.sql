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
WITH place AS (
    SELECT categories.id, categories.edition
      FROM categories
     WHERE categories.id = :category AND categories.edition = :edition
), sent AS (
    INSERT INTO nominations (edition, category, company_name, organisation_number, nominator,
                             address, mailbox, relation, language, sent_at, entered_by, form_key,
                             form_digest)
         SELECT place.edition, place.id, :company_name, :organisation_number, :nominator, :address,
                :mailbox, :relation, :language, :sent_at, :entered_by, :form_key, :form_digest
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
       (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                   'id', earlier.id, 'company_name', earlier.company_name,
                   'organisation_number', earlier.organisation_number)), '[]')
          FROM nominations AS earlier
         WHERE earlier.mailbox = :mailbox AND earlier.mailbox <> ''
           AND earlier.edition = place.edition AND earlier.category = place.id
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
-- From now on a nomination counts.
UPDATE nominations
   SET state = 'confirmed', company = :company, confirmed_at = clock_timestamp(),
       version = version + 1
 WHERE id = :id AND state = 'sent';

-- name: receipt
-- What the browser that sent a nomination is shown.
SELECT nominations.id AS nomination, nominations.edition, nominations.company_name,
       categories.name AS category_name, nominations.address, nominations.state::text
  FROM nominations
  JOIN categories ON categories.id = nominations.category
 WHERE nominations.id = :id;

-- name: pending
-- How many nominations of an edition wait for their nominators to confirm.
SELECT count(*)
  FROM nominations
 WHERE edition = :edition AND state = 'sent';

-- name: waiting
-- The editions that have nominations waiting to be confirmed.
SELECT DISTINCT edition
  FROM nominations
 WHERE state = 'sent';

-- name: lapse
-- Nominations of an edition lapse, a few hundred at a time; one that is being confirmed is left.
   UPDATE nominations
      SET state = 'lapsed', ended_at = clock_timestamp(), version = version + 1
    WHERE id IN (SELECT id
                   FROM nominations
                  WHERE edition = :edition AND state = 'sent'
               ORDER BY id
                  LIMIT 500
                    FOR UPDATE SKIP LOCKED)
RETURNING id;
