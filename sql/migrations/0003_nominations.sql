-- Companies, nominations with their answers, nominees, rounds and shortlists.

CREATE TABLE companies (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition              bigint      NOT NULL REFERENCES editions,
    name                 text        NOT NULL,   -- as it is announced
    organisation_number  text,
    merged_into          bigint      REFERENCES companies,
    created_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    version              integer     NOT NULL DEFAULT 1,
    CONSTRAINT one_company_per_organisation_number UNIQUE (edition, organisation_number),
    CONSTRAINT a_company_is_not_merged_into_itself CHECK (merged_into <> id)
);
CREATE INDEX companies_merged ON companies (merged_into) WHERE merged_into IS NOT NULL;

-- Every reader of companies goes through this view: ``head`` is the company they were joined into.
CREATE VIEW company_heads AS
WITH RECURSIVE up (company, head) AS (
    SELECT id, id FROM companies WHERE merged_into IS NULL
    UNION ALL
    SELECT companies.id, up.head FROM companies JOIN up ON companies.merged_into = up.company
)
SELECT company, head FROM up;

CREATE TYPE nomination_state AS ENUM (
    'sent',        -- waits for its nominator to confirm
    'confirmed',   -- sent -> confirmed: counts
    'withdrawn',   -- sent, confirmed -> withdrawn: by the nominator
    'rejected',    -- sent, confirmed -> rejected: by staff, with a reason
    'lapsed'       -- sent -> lapsed: the confirmation window closed
);

CREATE TABLE nominations (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition              bigint           NOT NULL REFERENCES editions,
    category             bigint           NOT NULL REFERENCES categories,
    company              bigint           REFERENCES companies,   -- known from confirmation on
    company_name         text             NOT NULL,
    organisation_number  text,
    nominator            text             NOT NULL,   -- name of a person
    address              text             NOT NULL,   -- as typed; '' when staff entered it without one
    mailbox              text             NOT NULL,   -- canonical
    relation             text             NOT NULL,
    language             text             NOT NULL,
    state                nomination_state NOT NULL DEFAULT 'sent',
    sent_at              timestamptz      NOT NULL,
    confirmed_at         timestamptz,
    ended_at             timestamptz,                 -- withdrawn, rejected or lapsed
    reason               text             NOT NULL DEFAULT '',   -- of a rejection
    gone_through_at      timestamptz,                 -- staff marked it; no state, gates nothing
    entered_by           bigint           REFERENCES staff,
    form_key             text             NOT NULL,
    form_digest          bytea            NOT NULL,
    replays              integer          NOT NULL DEFAULT 0,
    version              integer          NOT NULL DEFAULT 1,
    CONSTRAINT one_nomination_per_form UNIQUE (form_key),
    CONSTRAINT a_confirmed_nomination_has_a_company CHECK (state <> 'confirmed' OR company IS NOT NULL),
    CONSTRAINT a_rejection_has_a_reason CHECK (state <> 'rejected' OR reason <> '')
);
CREATE UNIQUE INDEX one_confirmed_nomination_per_mailbox_company_and_category
    ON nominations (category, company, mailbox) WHERE state = 'confirmed' AND mailbox <> '';
CREATE INDEX nominations_of_an_edition ON nominations (edition, sent_at DESC, id DESC);
CREATE INDEX nominations_of_a_mailbox ON nominations (mailbox, edition);
CREATE INDEX nominations_of_a_company ON nominations (company);
CREATE INDEX nominations_waiting ON nominations (edition) WHERE state = 'sent';

-- What was answered, with its versions; the highest version is the answer.
CREATE TABLE answers (
    nomination   bigint      NOT NULL REFERENCES nominations,
    question     bigint      NOT NULL REFERENCES questions,
    version      integer     NOT NULL DEFAULT 1,
    body         text        NOT NULL,
    answered_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (nomination, question, version)
);

CREATE TYPE nominee_state AS ENUM (
    'proposed',     -- arose from a confirmed nomination
    'ineligible',   -- proposed, shortlisted -> ineligible: by staff, with a reason
    'shortlisted',  -- proposed -> shortlisted
    'not_chosen',   -- proposed -> not_chosen: the shortlist was fixed without it
    'withdrawn'     -- the company withdrew
);

CREATE TABLE nominees (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category  bigint        NOT NULL REFERENCES categories,
    company   bigint        NOT NULL REFERENCES companies,
    state     nominee_state NOT NULL DEFAULT 'proposed',
    reason    text          NOT NULL DEFAULT '',
    arose_at  timestamptz   NOT NULL DEFAULT clock_timestamp(),
    version   integer       NOT NULL DEFAULT 1,
    CONSTRAINT one_nominee_per_company_and_category UNIQUE (category, company),
    CONSTRAINT an_ineligible_nominee_has_a_reason CHECK (state <> 'ineligible' OR reason <> '')
);
CREATE INDEX nominees_of_a_company ON nominees (company);

-- One scoring of one shortlist. A second round is a normal thing.
CREATE TABLE rounds (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category   bigint      NOT NULL REFERENCES categories,
    number     smallint    NOT NULL DEFAULT 1,
    fixed_at   timestamptz,                     -- the shortlist is fixed
    opened_at  timestamptz,
    closed_at  timestamptz,
    CONSTRAINT rounds_of_a_category_are_numbered UNIQUE (category, number)
);

CREATE TABLE shortlist (
    round    bigint NOT NULL REFERENCES rounds,
    nominee  bigint NOT NULL REFERENCES nominees,
    PRIMARY KEY (round, nominee)
);
CREATE INDEX shortlists_of_a_nominee ON shortlist (nominee);
