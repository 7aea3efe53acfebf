-- What the company register said, dated, and the list of the organisation's members.

-- Facts never change: asked again, the register gives a new snapshot. It may ask us to purge them.
CREATE TABLE snapshots (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_number  text        NOT NULL,
    fetched_at           timestamptz NOT NULL,
    facts                jsonb,                    -- null once they were purged
    purged_at            timestamptz,
    CONSTRAINT what_is_purged_is_gone CHECK ((facts IS NULL) = (purged_at IS NOT NULL))
);
CREATE INDEX snapshots_of_a_number ON snapshots (organisation_number, fetched_at DESC);

ALTER TABLE nominations ADD snapshot bigint REFERENCES snapshots;
ALTER TABLE companies
    ADD snapshot   bigint REFERENCES snapshots,    -- the newest; none: not verified
    ADD checked_at timestamptz,                    -- when staff last had the register asked
    ADD checked    text   NOT NULL DEFAULT '',     -- what came of it
    ADD CONSTRAINT asking_the_register_has_an_outcome CHECK (
        checked IN ('', 'found', 'unknown', 'gone', 'unreachable', 'no_number'));

-- Companies that staff want the register asked about again, one after the other, by the worker.
CREATE TABLE rechecks (
    company   bigint      PRIMARY KEY REFERENCES companies,
    asked_by  bigint      NOT NULL REFERENCES staff,
    asked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at   timestamptz
);
CREATE INDEX rechecks_waiting ON rechecks (asked_at) WHERE done_at IS NULL;

CREATE TABLE members (
    edition              bigint      NOT NULL REFERENCES editions,
    organisation_number  text        NOT NULL,
    name                 text        NOT NULL,
    kind                 text        NOT NULL DEFAULT '',   -- hospital, municipality, company ...
    may_be_nominated     boolean     NOT NULL DEFAULT true,
    loaded_at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (edition, organisation_number)
);

ALTER TABLE editions
    ADD members_only    boolean NOT NULL DEFAULT false,     -- only members may be nominated
    ADD forbidden_kinds text[]  NOT NULL DEFAULT '{}',      -- kinds of members that may not
    ADD listed          boolean NOT NULL DEFAULT false;     -- it has a list of members
