-- The panel: jurors and their seats. Called only by awards/panel.py.

-- name: by_cookie
-- The juror a session belongs to, if it holds, with the stage of their edition.
SELECT jurors.id, jurors.name, jurors.address, jurors.mailbox, jurors.language, jurors.chair,
       jurors.edition, editions.year, editions.stage::text, sessions.link
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN jurors ON jurors.id = sessions.subject
  JOIN editions ON editions.id = jurors.edition
 WHERE sessions.cookie = :cookie AND sessions.audience = 'juror'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL AND jurors.excused_at IS NULL;

-- name: jurors
-- The jurors of an edition with the categories they have a seat in, or one of them.
SELECT jurors.id, jurors.edition, jurors.name, jurors.address, jurors.mailbox, jurors.language,
       jurors.chair, jurors.employer, jurors.added_at, jurors.invited_at, jurors.excused_at,
       jurors.excused_reason, jurors.version,
       ARRAY(SELECT seats.category
               FROM seats JOIN categories ON categories.id = seats.category
              WHERE seats.juror = jurors.id
           ORDER BY categories.position, categories.id) AS seats
  FROM jurors
 WHERE jurors.edition = :edition AND (:juror::bigint IS NULL OR jurors.id = :juror);

-- name: add
-- Add a juror; nothing when their mailbox is on the panel already.
INSERT INTO jurors (edition, name, address, mailbox, language, chair, employer)
     VALUES (:edition, :name, :address, :mailbox, :language, :chair, :employer)
ON CONFLICT ON CONSTRAINT one_seat_on_the_panel_per_mailbox DO NOTHING
  RETURNING id;

-- name: change
-- Change a juror, if nobody changed them since they were shown.
   UPDATE jurors
      SET name = :name, address = :address, mailbox = :mailbox, language = :language,
          chair = :chair, employer = :employer, version = version + 1
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
   AND kind IN ('juror_invitation', 'juror_link', 'juror_reminder');
