-- The panel: jurors and their seats. Called only by awards/panel.py.

-- name: by_cookie
-- The juror a session belongs to, if it holds, with the stage and the sealed rules of their edition.
SELECT jurors.id, jurors.name, jurors.address, jurors.mailbox, jurors.language, jurors.chair,
       jurors.edition, editions.year, editions.stage::text, sessions.link,
       sessions.id AS session, jurors.welcomed_at, jurors.read_version, jurors.extended_until,
       COALESCE(in_force.version, 0) AS sealed_version, in_force.sealed_at,
       COALESCE(in_force.reason, '') AS sealed_reason
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN jurors ON jurors.id = sessions.subject
  JOIN editions ON editions.id = jurors.edition
  LEFT JOIN LATERAL (SELECT rules.version, rules.sealed_at, rules.reason
                       FROM rules
                      WHERE rules.edition = jurors.edition
                   ORDER BY rules.version DESC
                      LIMIT 1) AS in_force ON true
 WHERE sessions.cookie = :cookie AND sessions.audience = 'juror'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL AND jurors.excused_at IS NULL;

-- name: jurors
-- The jurors of an edition with the categories they have a seat in, or one of them.
SELECT jurors.id, jurors.edition, jurors.name, jurors.address, jurors.mailbox, jurors.language,
       jurors.chair, jurors.employer, jurors.employer_number, jurors.employer_asked_at,
       snapshots.facts ->> 'name' AS legal_employer, jurors.added_at, jurors.invited_at,
       jurors.excused_at, jurors.excused_reason, jurors.version,
       ARRAY(SELECT seats.category
               FROM seats JOIN categories ON categories.id = seats.category
              WHERE seats.juror = jurors.id
           ORDER BY categories.position, categories.id) AS seats
  FROM jurors
  LEFT JOIN snapshots ON snapshots.id = jurors.employer_snapshot
 WHERE jurors.edition = :edition AND (:juror::bigint IS NULL OR jurors.id = :juror);

-- name: add
-- Add a juror; nothing when their mailbox is on the panel already.
INSERT INTO jurors (edition, name, address, mailbox, language, chair, employer, employer_number)
     VALUES (:edition, :name, :address, :mailbox, :language, :chair, :employer, :employer_number)
ON CONFLICT ON CONSTRAINT one_seat_on_the_panel_per_mailbox DO NOTHING
  RETURNING id;

-- name: change
-- Change a juror, if nobody changed them since they were shown. About another employer the register
-- is asked anew.
   UPDATE jurors
      SET name = :name, address = :address, mailbox = :mailbox, language = :language,
          chair = :chair, employer = :employer, employer_number = :employer_number,
          employer_snapshot = CASE WHEN employer_number IS NOT DISTINCT FROM :employer_number
                                   THEN employer_snapshot END,
          employer_asked_at = CASE WHEN employer_number IS NOT DISTINCT FROM :employer_number
                                   THEN employer_asked_at END,
          version = version + 1
    WHERE id = :juror AND version = :version
RETURNING id;

-- name: seat
-- Give a juror a seat in these categories of the edition, and in no others.
WITH gone AS (
    DELETE FROM seats WHERE juror = :juror AND category <> ALL(:categories::bigint[])
)
INSERT INTO seats (juror, category)
     SELECT :juror, id
       FROM categories
      WHERE edition = :edition AND id = ANY(:categories::bigint[])
ON CONFLICT DO NOTHING;

-- name: no_other_chair
-- Whoever was chair before is a juror among the others from now on.
UPDATE jurors
   SET chair = false, version = version + 1
 WHERE edition = :edition AND chair AND id <> :juror;

-- name: begun
-- The categories a juror has saved a sheet in.
SELECT DISTINCT rounds.category
  FROM sheets JOIN rounds ON rounds.id = sheets.round
 WHERE sheets.juror = :juror;

-- name: excuse
-- Excuse a juror who was not excused before.
   UPDATE jurors
      SET excused_at = clock_timestamp(), excused_reason = :reason, version = version + 1
    WHERE id = :juror AND excused_at IS NULL
RETURNING id;

-- name: seen
-- Whether a round that is open was closed before, so that its standings can have been seen.
SELECT EXISTS (SELECT FROM rounds
                 JOIN categories ON categories.id = rounds.category
                WHERE categories.edition = :edition AND rounds.closed_at IS NULL
                  AND rounds.seen_at IS NOT NULL);

-- name: left_out
-- Whether a round that this excused juror has sheets in was closed, and its standings seen, without them.
SELECT EXISTS (SELECT FROM jurors
                 JOIN sheets ON sheets.juror = jurors.id
                 JOIN rounds ON rounds.id = sheets.round
                WHERE jurors.id = :juror AND rounds.closed_at > jurors.excused_at);

-- name: take_back
-- Take an excused juror back onto the panel.
   UPDATE jurors
      SET excused_at = NULL, excused_reason = '', version = version + 1
    WHERE id = :juror AND excused_at IS NOT NULL
RETURNING id;

-- name: call_off
-- Letters with a juror's link that have not left yet do not leave.
UPDATE letters
   SET state = 'failed', answer = 'called off: the link was ended'
 WHERE mailbox = :mailbox AND edition = :edition AND state IN ('waiting', 'held')
   AND kind IN ('juror_invitation', 'juror_link', 'juror_reminder', 'juror_extended');
