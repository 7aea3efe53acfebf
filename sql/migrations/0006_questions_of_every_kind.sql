-- Questions of nine kinds, for one category or for all, on the nominator's form or the company's own.

ALTER TABLE questions DROP CONSTRAINT questions_kind_check;
ALTER TABLE questions
    ADD category      bigint      REFERENCES categories,       -- null: asked in every category
    ADD need          text        NOT NULL DEFAULT 'always',
    ADD shown_to_jury boolean     NOT NULL DEFAULT true,
    ADD public        boolean     NOT NULL DEFAULT false,      -- may be told to readers
    ADD choices       jsonb       NOT NULL DEFAULT '[]',       -- [{"key": "1", "name": {"nb": "..."}}]
    ADD figure        text        NOT NULL DEFAULT '',         -- what year figures are about
    ADD scale         integer     NOT NULL DEFAULT 1,          -- what a bare amount is counted in
    ADD rule          jsonb,                                   -- {"at_least": "10"}; null: none
    ADD unmet         jsonb       NOT NULL DEFAULT '{}',       -- why the rule keeps a company out
    ADD way_out       jsonb       NOT NULL DEFAULT '{}',       -- and what they can do instead
    ADD retired_at    timestamptz,                             -- asked no more; its answers stay
    ADD CONSTRAINT a_question_is_of_a_known_kind CHECK (kind IN (
        'short_text', 'long_text', 'whole_number', 'money', 'percent', 'year_figures',
        'one_choice', 'yes_no', 'web_address')),
    ADD CONSTRAINT a_question_is_on_a_known_form CHECK (form IN ('nomination', 'company')),
    ADD CONSTRAINT an_answer_is_needed_at_a_known_time CHECK (need IN ('never', 'always', 'judging')),
    ADD CONSTRAINT figures_are_about_something_known CHECK (
        figure IN ('', 'turnover', 'export', 'employees')),
    ADD CONSTRAINT an_amount_has_a_known_scale CHECK (scale IN (1, 1000, 1000000));
UPDATE questions SET need = 'never' WHERE NOT required;
ALTER TABLE questions DROP COLUMN required;

-- A correction by staff is recorded as theirs.
ALTER TABLE answers
    ADD staff  bigint REFERENCES staff,            -- null: the nominator
    ADD reason text   NOT NULL DEFAULT '';
