-- The jury of the demo's last year. Called only by awards/rehearsal.py.

-- name: round
-- The one round of a category that has been judged.
INSERT INTO rounds (category, fixed_at, opened_at, closed_at)
     VALUES (:category, :opened_at, :opened_at, :closed_at)
  RETURNING id;

-- name: shortlist
-- Put a nominee on a shortlist.
INSERT INTO shortlist (round, nominee) VALUES (:round, :nominee);

-- name: juror
-- A juror with a seat in every category of the edition. Who was invited has read the rules.
WITH juror AS (
    INSERT INTO jurors (edition, name, address, mailbox, language, chair, added_at, invited_at,
                        welcomed_at, read_version)
         VALUES (:edition, :name, :address, :address, :language, :chair,
                 COALESCE(:invited_at, clock_timestamp()), :invited_at, :invited_at,
                 CASE WHEN :invited_at::timestamptz IS NOT NULL THEN 1 END)
      RETURNING id
), seated AS (
    INSERT INTO seats (juror, category)
         SELECT juror.id, categories.id FROM juror, categories WHERE categories.edition = :edition
)
SELECT id FROM juror;

-- name: look_through
-- Every juror of a category has looked at all of its names, and declared no conflict.
INSERT INTO cleared (juror, company, cleared_at)
     SELECT DISTINCT seats.juror, named_nominees.company, :at::timestamptz
       FROM seats
       JOIN named_nominees ON named_nominees.category = seats.category
      WHERE seats.category = :category
ON CONFLICT DO NOTHING;

-- name: sheet
-- A complete score sheet.
INSERT INTO sheets (round, juror, nominee, scores, comments, score_versions, comment_versions,
                    saved_at)
     VALUES (:round, :juror, :nominee, :scores, :comments, :versions, :versions, :saved_at);

-- name: ballot
-- A confirmed ballot.
INSERT INTO ballots (round, juror, confirmed_at, salt, commitment, receipt, contents)
     VALUES (:round, :juror, :confirmed_at, :salt, :commitment, :receipt, :contents)
  RETURNING id;

-- name: decision
-- What was decided in a category; the chair approved it, too.
INSERT INTO decisions (category, round, nominee, reason, led, decided_by, decided_at,
                       approved_by, approved_at, approved_by_juror, approved_by_juror_at)
     SELECT :category, :round, :nominee, :reason, true, :decided_by, :decided_at,
            :decided_by, :decided_at, meetings.leader, :decided_at
       FROM meetings
      WHERE meetings.category = :category;
