-- An edition: one year of the award, its timetable, categories, criteria, questions and rules.

CREATE TYPE stage AS ENUM (
    'draft', 'nominating', 'screening', 'judging', 'deciding', 'announced', 'archived'
);
CREATE TYPE recusal_grade AS ENUM ('company', 'category', 'noted');
CREATE TYPE comment_rule AS ENUM ('never', 'extremes', 'always');

CREATE TABLE editions (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year                  integer       NOT NULL,
    stage                 stage         NOT NULL DEFAULT 'draft',
    languages             text[]        NOT NULL,          -- the first is the fallback
    introduction          jsonb         NOT NULL DEFAULT '{}',   -- on the public page
    confirmation_window   interval      NOT NULL DEFAULT '72 hours',
    two_people_announce   boolean       NOT NULL DEFAULT true,
    recusal_grade         recusal_grade NOT NULL DEFAULT 'company',
    comment_rule          comment_rule  NOT NULL DEFAULT 'extremes',
    quorum                integer       NOT NULL DEFAULT 1,
    count_unconfirmed     boolean       NOT NULL DEFAULT false,  -- complete sheets of unconfirmed ballots
    created_at            timestamptz   NOT NULL DEFAULT now(),
    version               integer       NOT NULL DEFAULT 1,
    CONSTRAINT one_edition_per_year UNIQUE (year),
    CONSTRAINT a_year_has_four_digits CHECK (year BETWEEN 1900 AND 2999),
    CONSTRAINT an_edition_has_a_language CHECK (cardinality(languages) > 0),
    CONSTRAINT a_quorum_is_at_least_one CHECK (quorum >= 1),
    CONSTRAINT a_window_is_not_negative CHECK (confirmation_window >= '0')
);

-- Planned moves. ``stage`` is where the edition goes at ``due``; the end of nominations is the
-- due time of screening. The row of ``announced`` is a plan for readers: the announcement moves.
CREATE TABLE timetable (
    edition     bigint      NOT NULL REFERENCES editions,
    stage       stage       NOT NULL,
    due         timestamptz NOT NULL,
    done_at     timestamptz,
    missing     text,                          -- why a planned move was not made
    PRIMARY KEY (edition, stage),
    CONSTRAINT nothing_is_planned_into_draft CHECK (stage <> 'draft')
);

CREATE TABLE categories (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition      bigint   NOT NULL REFERENCES editions,
    position     smallint NOT NULL,
    slug         text     NOT NULL,
    name         jsonb    NOT NULL,
    description  jsonb    NOT NULL DEFAULT '{}',
    version      integer  NOT NULL DEFAULT 1,
    CONSTRAINT category_slugs_differ UNIQUE (edition, slug)
);

-- The place of a criterion is its index in the arrays of a sheet; it never changes.
CREATE TABLE criteria (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category  bigint   NOT NULL REFERENCES categories,
    place     smallint NOT NULL,               -- 1, 2, 3 ...
    name      jsonb    NOT NULL,
    help      jsonb    NOT NULL DEFAULT '{}',
    weight    smallint NOT NULL,               -- per cent; weights of a category add up to 100
    lowest    smallint NOT NULL DEFAULT 0,
    highest   smallint NOT NULL DEFAULT 4,
    words     jsonb    NOT NULL DEFAULT '{}',  -- {"0": {"nb": "...", "en": "..."}, "4": ...}
    version   integer  NOT NULL DEFAULT 1,
    CONSTRAINT criterion_places_differ UNIQUE (category, place) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT a_weight_is_a_percentage CHECK (weight BETWEEN 0 AND 100),
    CONSTRAINT a_scale_has_two_ends CHECK (lowest < highest AND lowest >= 0 AND highest <= 10)
);

CREATE TABLE questions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition     bigint   NOT NULL REFERENCES editions,
    form        text     NOT NULL DEFAULT 'nomination',
    position    smallint NOT NULL,
    kind        text     NOT NULL DEFAULT 'long_text' CHECK (kind IN ('short_text', 'long_text')),
    label       jsonb    NOT NULL,
    help        jsonb    NOT NULL DEFAULT '{}',
    required    boolean  NOT NULL DEFAULT true,
    word_limit  integer  NOT NULL DEFAULT 250 CHECK (word_limit BETWEEN 1 AND 2000),
    version     integer  NOT NULL DEFAULT 1,
    CONSTRAINT question_positions_differ UNIQUE (edition, form, position)
        DEFERRABLE INITIALLY IMMEDIATE
);

-- Sealed when judging opens; a later change is a new version with a reason.
CREATE TABLE rules (
    edition    bigint      NOT NULL REFERENCES editions,
    version    integer     NOT NULL,
    canonical  text        NOT NULL,           -- canonical JSON
    sha256     bytea       NOT NULL,
    reason     text        NOT NULL DEFAULT '',
    sealed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (edition, version)
);
