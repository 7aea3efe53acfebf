-- The demo year: a sample award with last year's edition finished. Called only by awards/demo.py.

-- name: edition
-- An edition; it is put into its stage once it is set up.
INSERT INTO editions (year, languages, introduction)
     VALUES (:year, :languages, :introduction)
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
INSERT INTO criteria (category, place, name, help, weight, words, evidence)
     VALUES (:category, :place, :name, :help, :weight, :words, :evidence);

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
INSERT INTO nominees (category, company, state, arose_at)
     VALUES (:category, :company, :state, :arose_at)
  RETURNING id;

-- name: sealed_then
-- The rules of a year that is told afterwards were sealed when its judging opened.
UPDATE rules SET sealed_at = :at WHERE edition = :edition;

-- name: announcement
-- A published announcement and the version that readers see.
WITH item AS (
    INSERT INTO announcements (edition, kind, state, slug, headline, lead, body, quotes, written_by,
                               approved_by, two_people, due, published_at, updated_at, created_at)
         VALUES (:edition, :kind, 'published', :slug, :headline, :lead, :body, :quotes, :written_by,
                 :approved_by, true, :at, :at, :at, :at)
      RETURNING id, version
)
INSERT INTO announcement_versions (announcement, version, headline, lead, body, quotes, correction,
                                   seen_from)
     SELECT item.id, item.version, :headline, :lead, :body, :quotes, '{}', :at FROM item
  RETURNING announcement;

-- name: into_stage
-- The year is where the story has it.
UPDATE editions SET stage = :stage WHERE id = :edition;
