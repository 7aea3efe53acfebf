-- The demo year: a sample award with last year's edition finished. Called only by awards/demo.py.

-- name: edition
-- An edition in a stage that a real one would have come to by itself.
INSERT INTO editions (year, stage, languages, introduction)
     VALUES (:year, :stage, :languages, :introduction)
  RETURNING id;

-- name: plan
-- A planned move, done when its time has passed.
INSERT INTO timetable (edition, stage, due, done_at)
     VALUES (:edition, :stage, :due, CASE WHEN :due::timestamptz < clock_timestamp() THEN :due END);

-- name: category
-- A category of the demo award.
INSERT INTO categories (edition, position, slug, name, description)
     VALUES (:edition, :position, :slug, :name, :description)
  RETURNING id;

-- name: criterion
-- A criterion of a category.
INSERT INTO criteria (category, place, name, help, weight, words)
     VALUES (:category, :place, :name, :help, :weight, :words);

-- name: question
-- The one question of the nomination form.
INSERT INTO questions (edition, position, label, help)
     VALUES (:edition, 1, :label, :help)
  RETURNING id;

-- name: company
-- A company that was nominated.
INSERT INTO companies (edition, name, organisation_number)
     VALUES (:edition, :name, :number)
  RETURNING id;

-- name: nomination
-- A confirmed nomination.
INSERT INTO nominations (edition, category, company, company_name, organisation_number, nominator,
                         address, mailbox, relation, language, state, sent_at, confirmed_at,
                         form_key, form_digest)
     VALUES (:edition, :category, :company, :company_name, :number, :nominator, :address, :address,
             :relation, 'nb', 'confirmed', :sent_at, :sent_at, gen_random_uuid()::text, '')
  RETURNING id;

-- name: answer
-- Why, in the nominator's words.
INSERT INTO answers (nomination, question, body, answered_at)
     VALUES (:nomination, :question, :body, :answered_at);

-- name: nominee
-- A company in a category.
INSERT INTO nominees (category, company, state)
     VALUES (:category, :company, :state)
  RETURNING id;

-- name: round
-- The one round of a category that has been judged.
INSERT INTO rounds (category, fixed_at, opened_at, closed_at)
     VALUES (:category, :opened_at, :opened_at, :closed_at)
  RETURNING id;

-- name: shortlist
-- Put a nominee on a shortlist.
INSERT INTO shortlist (round, nominee) VALUES (:round, :nominee);

-- name: juror
-- A juror with a seat in every category of the edition.
WITH juror AS (
    INSERT INTO jurors (edition, name, address, mailbox, language, chair, invited_at)
         VALUES (:edition, :name, :address, :address, :language, :chair, :invited_at)
      RETURNING id
), seated AS (
    INSERT INTO seats (juror, category)
         SELECT juror.id, categories.id FROM juror, categories WHERE categories.edition = :edition
)
SELECT id FROM juror;

-- name: sheet
-- A complete score sheet.
INSERT INTO sheets (round, juror, nominee, scores, comments, score_versions, comment_versions,
                    saved_at)
     VALUES (:round, :juror, :nominee, :scores, :comments, :versions, :versions, :saved_at);

-- name: ballot
-- A confirmed ballot.
INSERT INTO ballots (round, juror, confirmed_at, salt, commitment, receipt)
     VALUES (:round, :juror, :confirmed_at, :salt, :commitment, :receipt);

-- name: decision
-- What was decided in a category.
INSERT INTO decisions (category, round, nominee, reason, decided_by, decided_at)
     VALUES (:category, :round, :nominee, :reason, :decided_by, :decided_at);

-- name: sealed_then
-- The rules of a year that is told afterwards were sealed when its judging opened.
UPDATE rules SET sealed_at = :at WHERE edition = :edition;

-- name: announcement
-- A published announcement and the version that readers see.
WITH item AS (
    INSERT INTO announcements (edition, kind, state, slug, headline, lead, body, written_by,
                               approved_by, two_people, due, published_at, updated_at, created_at)
         VALUES (:edition, :kind, 'published', :slug, :headline, :lead, :body, :written_by,
                 :approved_by, true, :at, :at, :at, :at)
      RETURNING id, version
)
INSERT INTO announcement_versions (announcement, version, headline, lead, body, correction,
                                   seen_from)
     SELECT item.id, item.version, :headline, :lead, :body, '{}', :at FROM item;
