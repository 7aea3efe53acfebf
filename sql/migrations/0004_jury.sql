-- The panel, recusals, score sheets, ballots and decisions.

CREATE TABLE jurors (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition          bigint      NOT NULL REFERENCES editions,
    name             text        NOT NULL,
    address          text        NOT NULL,
    mailbox          text        NOT NULL,
    language         text        NOT NULL,
    chair            boolean     NOT NULL DEFAULT false,
    employer         text        NOT NULL DEFAULT '',
    added_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    invited_at       timestamptz,
    excused_at       timestamptz,
    excused_reason   text        NOT NULL DEFAULT '',
    version          integer     NOT NULL DEFAULT 1,
    CONSTRAINT one_seat_on_the_panel_per_mailbox UNIQUE (edition, mailbox),
    CONSTRAINT excusing_has_a_reason CHECK (excused_at IS NULL OR excused_reason <> '')
);

-- A juror judges the categories they have a seat in.
CREATE TABLE seats (
    juror     bigint NOT NULL REFERENCES jurors,
    category  bigint NOT NULL REFERENCES categories,
    PRIMARY KEY (juror, category)
);

CREATE TYPE recusal_kind AS ENUM ('own_company', 'close_relation', 'business_interest', 'other');

CREATE TABLE recusals (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    juror        bigint        NOT NULL REFERENCES jurors,
    company      bigint        NOT NULL REFERENCES companies,
    kind         recusal_kind  NOT NULL,
    words        text          NOT NULL DEFAULT '',
    grade        recusal_grade NOT NULL,
    by_staff     bigint        REFERENCES staff,       -- null: the juror declared it
    declared_at  timestamptz   NOT NULL DEFAULT clock_timestamp(),
    undone_at    timestamptz,
    undone_by    bigint        REFERENCES staff,
    CONSTRAINT other_reasons_are_put_in_words CHECK (kind <> 'other' OR words <> '')
);
CREATE UNIQUE INDEX one_standing_recusal_per_juror_and_company
    ON recusals (juror, company) WHERE undone_at IS NULL;

-- A juror's scores and comments on one nominee. Index i of each array belongs to the criterion
-- of place i; null is unscored. A version guards each score and each comment.
CREATE TABLE sheets (
    round             bigint      NOT NULL REFERENCES rounds,
    juror             bigint      NOT NULL REFERENCES jurors,
    nominee           bigint      NOT NULL REFERENCES nominees,
    scores            smallint[]  NOT NULL,
    comments          text[]      NOT NULL,
    score_versions    integer[]   NOT NULL,
    comment_versions  integer[]   NOT NULL,
    abstained_reason  text,                            -- not null: the juror abstains
    version           integer     NOT NULL DEFAULT 1,  -- of the abstention
    saved_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (round, juror, nominee),
    FOREIGN KEY (round, nominee) REFERENCES shortlist (round, nominee),
    CONSTRAINT arrays_of_a_sheet_are_of_one_length CHECK (
        cardinality(scores) = cardinality(comments)
        AND cardinality(scores) = cardinality(score_versions)
        AND cardinality(scores) = cardinality(comment_versions)),
    CONSTRAINT abstaining_has_a_reason CHECK (abstained_reason IS NULL OR abstained_reason <> '')
);
CREATE INDEX sheets_of_a_juror ON sheets (juror, round);

-- A juror's confirmed ballot: what was confirmed is committed to with a salt.
CREATE TABLE ballots (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round         bigint      NOT NULL REFERENCES rounds,
    juror         bigint      NOT NULL REFERENCES jurors,
    confirmed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    salt          bytea       NOT NULL,
    commitment    bytea       NOT NULL,        -- SHA-256 of salt and the canonical JSON of the sheets
    receipt       text        NOT NULL,        -- the code in the receipt letter
    CONSTRAINT one_ballot_per_juror_and_round UNIQUE (round, juror),
    CONSTRAINT receipt_codes_differ UNIQUE (receipt)
);

-- What the panel decided in a category, and why, in words.
CREATE TABLE decisions (
    category    bigint      PRIMARY KEY REFERENCES categories,
    round       bigint      NOT NULL REFERENCES rounds,
    nominee     bigint      NOT NULL REFERENCES nominees,
    reason      jsonb       NOT NULL,
    decided_by  bigint      NOT NULL REFERENCES staff,
    decided_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    version     integer     NOT NULL DEFAULT 1,
    FOREIGN KEY (round, nominee) REFERENCES shortlist (round, nominee)
);
