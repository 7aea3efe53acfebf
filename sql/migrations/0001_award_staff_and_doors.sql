-- The award itself, who runs it, and the doors: links, sessions, and the version of the public site.

-- One award per installation. Texts that staff write are jsonb keyed by language.
CREATE TABLE award (
    id              smallint PRIMARY KEY DEFAULT 1,
    name            jsonb       NOT NULL,
    organisation    jsonb       NOT NULL,
    privacy_notice  jsonb       NOT NULL DEFAULT '{}',
    languages       text[]      NOT NULL,
    zone            text        NOT NULL DEFAULT 'Europe/Oslo',
    sender_name     text        NOT NULL,
    sender          text        NOT NULL,             -- the address letters come from
    reply_public    text        NOT NULL,             -- where nominators' answers go
    reply_jury      text        NOT NULL,             -- where jurors' answers go
    feed            uuid        NOT NULL DEFAULT gen_random_uuid(),   -- the feeds' id, for ever
    created_at      timestamptz NOT NULL DEFAULT now(),
    version         integer     NOT NULL DEFAULT 1,
    CONSTRAINT one_award_per_installation CHECK (id = 1),
    CONSTRAINT an_award_has_a_language CHECK (cardinality(languages) > 0)
);

-- Everything the public can see hangs on this number: a deed that changes it adds one.
CREATE TABLE site (
    id       smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    version  bigint NOT NULL DEFAULT 1
);
INSERT INTO site DEFAULT VALUES;

CREATE TYPE staff_role AS ENUM (
    'editor',         -- runs the year
    'publisher',      -- also announces
    'administrator'   -- also staff, roles and settings
);

CREATE TABLE staff (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text        NOT NULL,
    address     text        NOT NULL,
    mailbox     text        NOT NULL,
    role        staff_role  NOT NULL,
    language    text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,
    CONSTRAINT one_staff_member_per_mailbox UNIQUE (mailbox)
);

-- A signed link carries id and generation; whether it holds is decided here.
CREATE TABLE links (
    id          text        PRIMARY KEY,      -- opaque, random
    purpose     text        NOT NULL,         -- juror | nomination | staff
    subject     bigint      NOT NULL,         -- the juror, nomination or staff member
    generation  integer     NOT NULL DEFAULT 1,
    single_use  boolean     NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at  timestamptz,
    used_at     timestamptz,                  -- the first opening
    revoked_at  timestamptz
);
CREATE INDEX links_of_a_subject ON links (purpose, subject);

-- A session is a row: signing out, revoking a link or archiving the year ends it at once.
CREATE TABLE sessions (
    cookie      bytea       PRIMARY KEY,      -- SHA-256 of the cookie
    audience    text        NOT NULL,         -- juror | nomination | staff
    link        text        NOT NULL REFERENCES links,
    subject     bigint      NOT NULL,
    device      text        NOT NULL DEFAULT '',
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at  timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX sessions_of_a_link ON sessions (link);
CREATE INDEX sessions_of_a_subject ON sessions (audience, subject);
