-- Editions: the year, its stage, categories, criteria and questions. Called only by awards/editions.py.

-- name: share
-- Enter an edition beside others: whoever moves it waits until all who entered are done.
SELECT pg_advisory_xact_lock_shared(hashtext('awards.edition'), (:edition::bigint % 2147483647)::integer);

-- name: close
-- Enter an edition alone, to move it: nobody is inside, nobody comes in.
SELECT pg_advisory_xact_lock(hashtext('awards.edition'), (:edition::bigint % 2147483647)::integer);

-- name: entered
-- The stage, the timetable and the database's clock, read after the lock was taken.
SELECT editions.id, editions.year, editions.stage::text, editions.languages,
       editions.confirmation_window, editions.recusal_grade::text, editions.comment_rule::text,
       editions.quorum, editions.count_unconfirmed, editions.two_people_announce,
       editions.show_nominators, editions.case_deadline, editions.members_only, editions.forbidden_kinds,
       editions.least_seconds, editions.method::text, editions.tie_rule::text, editions.margin,
       editions.too_close::text, editions.weight_band, editions.score_names, editions.publication::text,
       clock_timestamp() AS now,
       COALESCE((SELECT jsonb_object_agg(timetable.stage, timetable.due)
                   FROM timetable WHERE timetable.edition = editions.id), '{}') AS due
  FROM editions
 WHERE editions.id = :edition;

-- name: edition
-- One edition as staff set it up.
SELECT id, year, stage::text, languages, introduction, confirmation_window, two_people_announce,
       recusal_grade::text, comment_rule::text, quorum, count_unconfirmed, version,
       show_nominators, inform_automatically, case_deadline, members_only, forbidden_kinds, listed,
       least_seconds, minutes_a_case, remind_before, ceremony,
       method::text, tie_rule::text, margin, too_close::text, weight_band, score_names,
       publication::text
  FROM editions
 WHERE id = :edition;

-- name: editions
-- All editions, the newest year first.
  SELECT id, year, stage::text, languages, introduction, confirmation_window, two_people_announce,
         recusal_grade::text, comment_rule::text, quorum, count_unconfirmed, version,
         show_nominators, inform_automatically, case_deadline, members_only, forbidden_kinds,
         listed, least_seconds, minutes_a_case, remind_before, ceremony,
         method::text, tie_rule::text, margin, too_close::text, weight_band, score_names,
         publication::text
    FROM editions
ORDER BY year DESC;

-- name: timetable
-- The planned moves of an edition, in order.
  SELECT stage::text, due, done_at, missing
    FROM timetable
   WHERE edition = :edition
ORDER BY timetable.stage;

-- name: categories
-- The categories of an edition, in order.
  SELECT id, edition, position, slug, name, description, version
    FROM categories
   WHERE edition = :edition
ORDER BY position, id;

-- name: criteria
-- The criteria of an edition's categories, in order.
  SELECT criteria.id, criteria.category, criteria.place, criteria.name, criteria.help,
         criteria.weight, criteria.lowest, criteria.highest, criteria.words, criteria.version,
         criteria.evidence
    FROM criteria
    JOIN categories ON categories.id = criteria.category
   WHERE categories.edition = :edition
ORDER BY criteria.category, criteria.place;

-- name: questions
-- The questions of one form of an edition, in order; retired ones are asked no more.
  SELECT id, edition, form, category, position, kind, label, help, need, word_limit,
         shown_to_jury, public, choices, figure, scale, rule, unmet, way_out,
         retired_at IS NOT NULL AS retired, version
    FROM questions
   WHERE edition = :edition AND form = :form AND (:retired OR retired_at IS NULL)
ORDER BY position;

-- name: set_stage
-- Put an edition into a stage; the caller holds it alone.
UPDATE editions
   SET stage = :stage, version = version + 1
 WHERE id = :edition;

-- name: create
-- Create an edition of a year, as a draft.
INSERT INTO editions (year, languages)
     VALUES (:year, :languages)
  RETURNING id;

-- name: change
-- Change what staff set up about an edition, if nobody else did since it was shown.
   UPDATE editions
      SET languages = :languages, introduction = :introduction,
          confirmation_window = :confirmation_window, least_seconds = :least_seconds,
          ceremony = :ceremony, version = version + 1
    WHERE id = :edition AND version = :version
RETURNING version;

-- name: change_rules
-- Change the rules of an edition, if nobody else did since they were shown.
   UPDATE editions
      SET two_people_announce = :two_people_announce, recusal_grade = :recusal_grade,
          comment_rule = :comment_rule, quorum = :quorum, count_unconfirmed = :count_unconfirmed,
          version = version + 1
    WHERE id = :edition AND version = :version
RETURNING version;
