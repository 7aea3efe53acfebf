-- Where announcements go besides our own pages, and each of them on its way.

CREATE TABLE channels (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text                NOT NULL,      -- the adapter: wordpress | webhook
    name       text                NOT NULL,
    address    text                NOT NULL,      -- of the site, or where messages are posted
    languages  text[]              NOT NULL,
    kinds      announcement_kind[] NOT NULL,
    settings   jsonb               NOT NULL DEFAULT '{}',   -- of its kind: user, category, tags, status
    patience   double precision    NOT NULL DEFAULT 60.0,   -- seconds after which its server has surely
                                                            -- finished what it was asked
    active     boolean             NOT NULL DEFAULT true,
    made_at    timestamptz         NOT NULL DEFAULT clock_timestamp(),
    version    integer             NOT NULL DEFAULT 1,
    CONSTRAINT channel_names_differ UNIQUE (name),
    CONSTRAINT a_channel_is_patient CHECK (patience > 0),
    CONSTRAINT a_channel_speaks_a_language CHECK (cardinality(languages) > 0),
    CONSTRAINT a_channel_wants_announcements CHECK (cardinality(kinds) > 0)
);

-- A password, or the secrets that sign messages: two while one takes over from the other.
CREATE TABLE channel_secrets (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel   bigint      NOT NULL REFERENCES channels,
    secret    text        NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at  timestamptz,
    CONSTRAINT what_has_ended_is_not_kept CHECK ((ended_at IS NULL) = (secret <> ''))
);
CREATE INDEX secrets_of_a_channel ON channel_secrets (channel, id) WHERE ended_at IS NULL;

-- One announcement at one channel in one language: what it is known by there, for ever.
CREATE TABLE publications (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid           uuid    NOT NULL DEFAULT gen_random_uuid(),
    channel       bigint  NOT NULL REFERENCES channels,
    announcement  bigint  NOT NULL REFERENCES announcements,
    language      text    NOT NULL,
    remote        jsonb   NOT NULL DEFAULT '{}',     -- what the channel has told us: ids, addresses
    CONSTRAINT one_publication_in_a_language UNIQUE (channel, announcement, language),
    CONSTRAINT publication_ids_differ UNIQUE (uid)
);
CREATE INDEX publications_of_an_announcement ON publications (announcement);

CREATE TYPE delivery_deed AS ENUM ('publish', 'correct', 'withdraw');
CREATE TYPE delivery_state AS ENUM (
    'waiting',   -- to be sent when due; also after a refusal that may pass
    'sending',   -- waiting, unknown -> sending: a worker has a lease on it
    'sent',      -- sending -> sent: the channel has it
    'failed',    -- sending -> failed: refused for good, or too many tries; staff decide
    'unknown',   -- sending -> unknown: no clear answer; looked up, or sent again, when due
    'skipped'    -- failed, waiting, unknown -> skipped: staff go on without it
);

-- What became of an announcement, to be told in this order.
CREATE TABLE deliveries (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid           uuid           NOT NULL DEFAULT gen_random_uuid(),   -- the same for every try
    publication   bigint         NOT NULL REFERENCES publications,
    position      integer        NOT NULL,
    deed          delivery_deed  NOT NULL,
    wording       integer        NOT NULL,        -- the announcement's version that readers saw
    state         delivery_state NOT NULL DEFAULT 'waiting',
    due           timestamptz    NOT NULL DEFAULT clock_timestamp(),
    attempts      integer        NOT NULL DEFAULT 0,
    lease         uuid,
    leased_until  timestamptz,
    unclear       boolean        NOT NULL DEFAULT false,   -- a try had no clear answer: it may be done
    tried_at      timestamptz,                    -- when the last try ended
    answer        text           NOT NULL DEFAULT '',   -- an English message,
    facts         jsonb          NOT NULL DEFAULT '{}', -- and its fields
    created_at    timestamptz    NOT NULL DEFAULT clock_timestamp(),
    settled_at    timestamptz,
    settled_by    bigint         REFERENCES staff,
    CONSTRAINT one_delivery_at_a_time UNIQUE (publication, position),
    CONSTRAINT delivery_ids_differ UNIQUE (uid),
    CONSTRAINT positions_begin_at_one CHECK (position >= 1),
    CONSTRAINT what_is_being_sent_is_leased CHECK (
        (state = 'sending') = (lease IS NOT NULL) AND (lease IS NULL) = (leased_until IS NULL)),
    CONSTRAINT what_is_settled_has_its_time CHECK (
        (state IN ('sent', 'failed', 'skipped')) = (settled_at IS NOT NULL))
);
CREATE INDEX deliveries_due ON deliveries (due, id) WHERE state IN ('waiting', 'sending', 'unknown');
CREATE INDEX deliveries_under_way ON deliveries (publication) WHERE state = 'sending';
CREATE INDEX deliveries_in_a_state ON deliveries (state, id DESC);
CREATE INDEX deliveries_unsettled ON deliveries (publication, position)
    WHERE state NOT IN ('sent', 'skipped');
