-- The company's own part: who works on its form, what they said, its logo, and what staff asked for.

-- A person who works on a company's own form. One who says "I work there" is let in at once only
-- where nobody else works on it and nothing is written; else by a colleague or by staff.
CREATE TABLE contributors (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    company     bigint      NOT NULL REFERENCES companies,    -- as it was; joining moves nobody
    name        text        NOT NULL,
    address     text        NOT NULL,
    mailbox     text        NOT NULL,
    language    text        NOT NULL,
    nomination  bigint      REFERENCES nominations,           -- of whoever nominated their own company
    origin      text        NOT NULL CHECK (origin IN ('staff', 'colleague', 'nominator', 'register')),
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    let_in_at   timestamptz,
    let_in_by   text        NOT NULL DEFAULT '',              -- staff:3, contributor:5, claim, service
    ended_at    timestamptz,
    ended_by    text        NOT NULL DEFAULT '',
    version     integer     NOT NULL DEFAULT 1,
    CONSTRAINT one_contributor_per_company_and_mailbox UNIQUE (company, mailbox),
    CONSTRAINT somebody_lets_people_in CHECK ((let_in_at IS NULL) = (let_in_by = ''))
);
CREATE INDEX contributors_with_a_mailbox ON contributors (mailbox);

-- What a company says, every version of it: the newest of a question or an item is what stands.
-- What was handed in is what was answered before the newest row of the item handed_in.
CREATE TABLE company_answers (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,    -- a later one has a higher id
    company      bigint      NOT NULL REFERENCES companies,
    question     bigint      REFERENCES questions,
    item         text        NOT NULL DEFAULT '',
    body         text        NOT NULL,
    contributor  bigint      REFERENCES contributors,
    staff        bigint      REFERENCES staff,
    reason       text        NOT NULL DEFAULT '',                    -- of a correction by staff
    answered_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT an_answer_is_to_a_question_or_of_an_item CHECK ((question IS NULL) <> (item = '')),
    CONSTRAINT items_are_known CHECK (
        item IN ('', 'accepted', 'handed_in', 'press_contact', 'logo', 'informed')),
    CONSTRAINT one_person_answers CHECK ((contributor IS NULL) <> (staff IS NULL))
);
CREATE INDEX company_answers_in_order ON company_answers (company, question, item, id DESC);
CREATE INDEX company_answers_informed ON company_answers (company) WHERE item = 'informed';

-- Whoever vouches for a person: themselves, who let them in, who let that one in, and so on.
CREATE FUNCTION contributor_vouchers(bigint) RETURNS SETOF contributors LANGUAGE sql STABLE AS $$
    WITH RECURSIVE vouchers (id, let_in_by) AS (
        SELECT id, let_in_by FROM contributors WHERE id = $1
        UNION
        SELECT contributors.id, contributors.let_in_by
          FROM contributors JOIN vouchers ON vouchers.let_in_by = 'contributor:' || contributors.id
    )
    SELECT contributors.* FROM contributors JOIN vouchers ON vouchers.id = contributors.id
$$;

-- Do staff know this person, or somebody who vouches for them? Else there is only their own word.
CREATE FUNCTION contributor_is_vouched(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM contributor_vouchers($1)
                    WHERE let_in_by LIKE 'staff:%' OR let_in_by = 'service')
$$;

-- Did somebody write for this company whom nobody knows that vouches for this person?
CREATE FUNCTION others_wrote(of_company bigint, beside bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM (SELECT DISTINCT contributor FROM company_answers
                      WHERE company = of_company AND contributor <> beside) AS said
         WHERE NOT EXISTS (SELECT id FROM contributor_vouchers(said.contributor)
                           INTERSECT SELECT id FROM contributor_vouchers(beside)))
$$;

-- May this person see what the company wrote? Who was vouched for by staff, or by somebody who was,
-- may. Who only says "I work there" may as long as their nomination counts and all there is comes
-- from them and from those they let in: their word never opens what others have written, not when
-- these write later, and not when companies are joined.
CREATE FUNCTION contributor_is_inside(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT own.let_in_at IS NOT NULL AND own.ended_at IS NULL
           AND (contributor_is_vouched(own.id)
                OR NOT EXISTS (
                    SELECT FROM contributor_vouchers(own.id) AS voucher
                      JOIN nominations ON nominations.id = voucher.nomination
                     WHERE nominations.state <> 'confirmed')
                   AND NOT others_wrote(own.company, own.id)
                   AND NOT EXISTS (
                    SELECT FROM company_family(own.company) AS kin (company)
                     WHERE kin.company <> own.company
                       AND (EXISTS (SELECT FROM contributors AS other
                                     WHERE other.company = kin.company
                                       AND other.let_in_at IS NOT NULL AND other.ended_at IS NULL)
                            OR EXISTS (SELECT FROM company_answers AS said
                                        WHERE said.company = kin.company
                                          AND said.item <> 'informed'))))
      FROM contributors AS own
     WHERE own.id = $1
$$;

-- Pictures are stored as we made them anew, never as they came.
CREATE TABLE pictures (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media_type  text        NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
    width       integer     NOT NULL,
    height      integer     NOT NULL,
    content     bytea       NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Staff let a company through although it does not meet a rule, and say why.
CREATE TABLE eligibility_overrides (
    company    bigint      NOT NULL REFERENCES companies,
    question   bigint      NOT NULL REFERENCES questions,
    reason     text        NOT NULL,
    staff      bigint      NOT NULL REFERENCES staff,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (company, question),
    CONSTRAINT an_override_has_a_reason CHECK (reason <> '')
);

-- Staff ask a nominator or a company for more, until a day.
CREATE TABLE asks (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition     bigint      NOT NULL REFERENCES editions,
    nomination  bigint      REFERENCES nominations,
    company     bigint      REFERENCES companies,
    words       text        NOT NULL,
    due         timestamptz NOT NULL,
    asked_by    bigint      NOT NULL REFERENCES staff,
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at timestamptz,
    CONSTRAINT one_is_asked CHECK ((nomination IS NULL) <> (company IS NULL)),
    CONSTRAINT asking_takes_words CHECK (words <> '')
);
CREATE INDEX asks_of_a_nomination ON asks (nomination) WHERE nomination IS NOT NULL;
CREATE INDEX asks_of_a_company ON asks (company) WHERE company IS NOT NULL;

ALTER TABLE editions
    ADD show_nominators      text        NOT NULL DEFAULT 'reasons',   -- to the company
    ADD inform_automatically boolean     NOT NULL DEFAULT false,
    ADD case_deadline        timestamptz,                -- of the companies; null: until judging opens
    ADD CONSTRAINT nominators_are_shown_so_far CHECK (show_nominators IN ('nothing', 'reasons', 'names'));
