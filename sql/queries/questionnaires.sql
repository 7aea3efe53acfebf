-- Questionnaires: the questions of an edition's forms as staff set them up. Called only by awards/questionnaires.py.

-- name: question
-- One question of an edition, asked or retired.
SELECT id, edition, form, category, position, kind, label, help, need, word_limit, shown_to_jury,
       public, choices, figure, scale, rule, unmet, way_out, retired_at IS NOT NULL AS retired,
       version
  FROM questions
 WHERE id = :id AND edition = :edition;

-- name: add
-- Add a question after the others of its form.
INSERT INTO questions (edition, form, category, position, kind, label, help, need, word_limit,
                       shown_to_jury, public, choices, figure, scale, rule, unmet, way_out)
     SELECT :edition, :form, :category, 1 + COALESCE(max(questions.position), 0), :kind, :label,
            :help, :need, :word_limit, :shown_to_jury, :public, :choices, :figure, :scale, :rule,
            :unmet, :way_out
       FROM questions
      WHERE questions.edition = :edition AND questions.form = :form
  RETURNING id;

-- name: change
-- Change a question, if nobody else did since it was shown; on another form it comes last.
   UPDATE questions
      SET form = :form, category = :category, kind = :kind, label = :label, help = :help,
          need = :need, word_limit = :word_limit, shown_to_jury = :shown_to_jury,
          public = :public, choices = :choices, figure = :figure, scale = :scale, rule = :rule,
          unmet = :unmet, way_out = :way_out, version = version + 1,
          position = CASE WHEN form = :form THEN position
                          ELSE (SELECT 1 + COALESCE(max(others.position), 0)
                                  FROM questions AS others
                                 WHERE others.edition = :edition AND others.form = :form) END
    WHERE id = :id AND edition = :edition AND version = :version
RETURNING version;

-- name: remove
-- Remove a question, unless somebody has said something to it.
DELETE FROM questions
      WHERE id = :id AND edition = :edition
        AND NOT EXISTS (SELECT 1 FROM answers WHERE answers.question = :id)
        AND NOT EXISTS (SELECT 1 FROM company_answers WHERE company_answers.question = :id)
        AND NOT EXISTS (SELECT 1 FROM eligibility_overrides
                         WHERE eligibility_overrides.question = :id)
  RETURNING id;

-- name: remove_of_category
-- Remove the questions that are asked in one category only.
DELETE FROM questions
      WHERE edition = :edition AND category = :category;

-- name: retire
-- Ask a question no more.
   UPDATE questions
      SET retired_at = clock_timestamp(), version = version + 1
    WHERE id = :id AND edition = :edition AND retired_at IS NULL
RETURNING id;

-- name: bring_back
-- Ask a question again.
   UPDATE questions
      SET retired_at = NULL, version = version + 1
    WHERE id = :id AND edition = :edition AND retired_at IS NOT NULL
RETURNING id;

-- name: put_in_order
-- Put the questions of an edition's form in this order.
UPDATE questions
   SET position = wanted.position
  FROM unnest(:ids::bigint[]) WITH ORDINALITY AS wanted (id, position)
 WHERE questions.id = wanted.id AND questions.edition = :edition;

-- name: answered
-- How many nominators and companies have answered a question.
SELECT (SELECT count(DISTINCT answers.nomination)
          FROM answers
         WHERE answers.question = :id AND answers.body <> '')
     + (SELECT count(DISTINCT company_answers.company)
          FROM company_answers
         WHERE company_answers.question = :id AND company_answers.body <> '');
