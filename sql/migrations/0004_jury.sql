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
    by_staff     bigint        REFERENCES staff,       -- null: the juror declared it
    declared_at  timestamptz   NOT NULL DEFAULT clock_timestamp(),
    undone_at    timestamptz,
    undone_by    bigint        REFERENCES staff,
    CONSTRAINT other_reasons_are_put_in_words CHECK (kind <> 'other' OR words <> ''),
    CONSTRAINT undoing_needs_another_person CHECK (undone_by <> by_staff)
);
CREATE UNIQUE INDEX one_standing_recusal_per_juror_and_company
    ON recusals (juror, company) WHERE undone_at IS NULL;

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

-- A ballot that staff opened again: it counts no more, and its juror reads why.
CREATE TABLE reopened_ballots (
    ballot        bigint      PRIMARY KEY,     -- the id it had
    round         bigint      NOT NULL REFERENCES rounds,
    juror         bigint      NOT NULL REFERENCES jurors,
    confirmed_at  timestamptz NOT NULL,
    salt          bytea       NOT NULL,
    commitment    bytea       NOT NULL,
    receipt       text        NOT NULL,
    reopened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    reopened_by   bigint      NOT NULL REFERENCES staff,
    reason        text        NOT NULL,
    CONSTRAINT reopening_has_a_reason CHECK (reason <> '')
);
CREATE INDEX reopened_ballots_of_a_juror ON reopened_ballots (juror, round);

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
    ballot            bigint      REFERENCES ballots,  -- not null: confirmed, and so locked
    PRIMARY KEY (round, juror, nominee),
    FOREIGN KEY (round, nominee) REFERENCES shortlist (round, nominee),
    CONSTRAINT arrays_of_a_sheet_are_of_one_length CHECK (
        cardinality(scores) = cardinality(comments)
        AND cardinality(scores) = cardinality(score_versions)
        AND cardinality(scores) = cardinality(comment_versions)),
    CONSTRAINT abstaining_has_a_reason CHECK (abstained_reason IS NULL OR abstained_reason <> '')
);
CREATE INDEX sheets_of_a_juror ON sheets (juror, round);

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

-- The company that a company was joined into, or itself.
CREATE FUNCTION company_head(bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (id, merged_into) AS (
        SELECT id, merged_into FROM companies WHERE id = $1
        UNION ALL
        SELECT companies.id, companies.merged_into
          FROM companies JOIN up ON companies.id = up.merged_into
    )
    SELECT id FROM up WHERE merged_into IS NULL
$$;

-- Everything that was joined with a company, itself included.
CREATE FUNCTION company_family(bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH RECURSIVE down (id) AS (
        SELECT company_head($1)
        UNION ALL
        SELECT companies.id FROM companies JOIN down ON companies.merged_into = down.id
    )
    SELECT id FROM down
$$;

-- Nominees under the name of the company they belong to now.
CREATE VIEW named_nominees AS
SELECT nominees.id AS nominee, nominees.category, nominees.state,
       head.id AS company, head.name, head.organisation_number
  FROM nominees
  JOIN companies AS own ON own.id = nominees.company
  JOIN companies AS head ON head.id = CASE WHEN own.merged_into IS NULL THEN own.id
                                           ELSE company_head(own.id) END;

-- What a standing recusal keeps its juror away from. Every reader of sheets, cases and scores asks
-- here. The edition's grade decides: "company" follows the company into all categories; "category"
-- closes every category in which the company competes; "noted" excludes nothing.
CREATE VIEW excluding_recusals AS
SELECT recusals.id AS recusal, recusals.juror, nominees.category, nominees.id AS nominee
  FROM recusals
  JOIN companies AS named ON named.id = recusals.company
  JOIN editions ON editions.id = named.edition AND editions.recusal_grade = 'company'
 CROSS JOIN LATERAL company_family(recusals.company) AS kin (company)
  JOIN nominees ON nominees.company = kin.company
 WHERE recusals.undone_at IS NULL
 UNION ALL
SELECT recusals.id, recusals.juror, closed.category, closed.id
  FROM recusals
  JOIN companies AS named ON named.id = recusals.company
  JOIN editions ON editions.id = named.edition AND editions.recusal_grade = 'category'
 CROSS JOIN LATERAL company_family(recusals.company) AS kin (company)
  JOIN nominees AS competing ON competing.company = kin.company
                            AND competing.state IN ('proposed', 'shortlisted')
  JOIN nominees AS closed ON closed.category = competing.category
 WHERE recusals.undone_at IS NULL;

-- The sheets that the panel is asked for: one for each seat and each nominee on the shortlist of
-- the category's newest round that was opened.
CREATE VIEW sheets_due AS
SELECT seats.juror, seats.category, rounds.id AS round, rounds.number, rounds.closed_at,
       shortlist.nominee, ballots.id AS ballot,
       EXISTS (SELECT FROM excluding_recusals AS excluding
                WHERE excluding.juror = seats.juror
                  AND excluding.nominee = shortlist.nominee) AS recused
  FROM seats
  JOIN rounds ON rounds.id = (SELECT newest.id FROM rounds AS newest
                               WHERE newest.category = seats.category
                                 AND newest.opened_at IS NOT NULL
                               ORDER BY newest.number DESC
                               LIMIT 1)
  JOIN shortlist ON shortlist.round = rounds.id
  JOIN nominees ON nominees.id = shortlist.nominee
               AND nominees.state NOT IN ('ineligible', 'withdrawn')
  LEFT JOIN ballots ON ballots.round = rounds.id AND ballots.juror = seats.juror;
