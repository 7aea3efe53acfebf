-- Announcements, letters on their way, and the log of what was done.

CREATE TYPE announcement_kind AS ENUM ('call', 'deadline', 'finalists', 'winner', 'free');
CREATE TYPE announcement_state AS ENUM (
    'draft',
    'approved',    -- draft -> approved: by a second person where the edition says so
    'scheduled',   -- approved -> scheduled: has its minute; scheduled -> approved: taken back
    'published',   -- scheduled -> published: when the database's clock has come to the minute
    'withdrawn'    -- published -> withdrawn
);

CREATE TABLE announcements (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid            uuid               NOT NULL DEFAULT gen_random_uuid(),  -- its id in feeds, for ever
    edition        bigint             NOT NULL REFERENCES editions,
    kind           announcement_kind  NOT NULL,
    state          announcement_state NOT NULL DEFAULT 'draft',
    slug           text               NOT NULL,     -- its address; says nothing of who won
    headline       jsonb              NOT NULL,
    lead           jsonb              NOT NULL DEFAULT '{}',
    body           jsonb              NOT NULL DEFAULT '{}',
    written_by     bigint             NOT NULL REFERENCES staff,
    approved_by    bigint             REFERENCES staff,
    two_people     boolean            NOT NULL,
    due            timestamptz,
    published_at   timestamptz,
    updated_at     timestamptz,                     -- of the version readers see
    correction     jsonb              NOT NULL DEFAULT '{}',   -- what was corrected, in words
    created_at     timestamptz        NOT NULL DEFAULT clock_timestamp(),
    version        integer            NOT NULL DEFAULT 1,
    CONSTRAINT announcement_slugs_differ UNIQUE (edition, slug),
    CONSTRAINT announcement_ids_differ UNIQUE (uid),
    CONSTRAINT what_leaves_was_approved CHECK (state = 'draft' OR approved_by IS NOT NULL),
    CONSTRAINT two_people_announce CHECK (NOT two_people OR approved_by <> written_by),
    CONSTRAINT what_is_scheduled_has_its_minute CHECK (state <> 'scheduled' OR due IS NOT NULL),
    CONSTRAINT what_is_published_has_its_time CHECK (state <> 'published' OR published_at IS NOT NULL)
);
CREATE UNIQUE INDEX one_winner_announcement_per_edition
    ON announcements (edition) WHERE kind = 'winner' AND state <> 'withdrawn';
CREATE INDEX announcements_due ON announcements (due) WHERE state = 'scheduled';
CREATE INDEX announcements_published ON announcements (published_at DESC) WHERE state = 'published';

-- Every version readers have seen, in order.
CREATE TABLE announcement_versions (
    announcement  bigint      NOT NULL REFERENCES announcements,
    version       integer     NOT NULL,
    headline      jsonb       NOT NULL,
    lead          jsonb       NOT NULL,
    body          jsonb       NOT NULL,
    correction    jsonb       NOT NULL,
    seen_from     timestamptz NOT NULL,
    PRIMARY KEY (announcement, version)
);

-- A correction waits here until a publisher lets it out; readers see nothing of it before.
CREATE TABLE corrections (
    announcement  bigint      PRIMARY KEY REFERENCES announcements,
    headline      jsonb       NOT NULL,
    lead          jsonb       NOT NULL,
    body          jsonb       NOT NULL,
    correction    jsonb       NOT NULL,           -- what is corrected, in words
    written_by    bigint      NOT NULL REFERENCES staff,
    written_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_correction_says_what_it_corrects CHECK (correction <> '{}')
);

CREATE TYPE letter_state AS ENUM (
    'waiting',   -- to be sent when due
    'held',      -- waiting -> held: too many letters to this mailbox today; due again later
    'sending',   -- waiting -> sending: a worker has a lease on it
    'sent',      -- sending -> sent: the server answered 250 to the message
    'failed',    -- sending -> failed: the server refused for good, or too many tries
    'unknown'    -- sending -> unknown: nobody can tell; staff decide
);

-- The outbox. A letter is rendered when it is sent, so it holds facts, never tokens.
CREATE TABLE letters (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text         NOT NULL,
    occasion     text         NOT NULL,
    edition      bigint       REFERENCES editions,
    name         text         NOT NULL,
    address      text         NOT NULL,
    mailbox      text         NOT NULL,
    language     text         NOT NULL,
    facts        jsonb        NOT NULL DEFAULT '{}',
    state        letter_state NOT NULL DEFAULT 'waiting',
    due          timestamptz  NOT NULL DEFAULT clock_timestamp(),
    attempts     smallint     NOT NULL DEFAULT 0,
    lease        uuid,
    leased_until timestamptz,
    message_id   text         NOT NULL,
    answer       text         NOT NULL DEFAULT '',    -- what the mail server said last
    created_at   timestamptz  NOT NULL DEFAULT clock_timestamp(),
    sent_at      timestamptz,
    CONSTRAINT one_letter_per_occasion UNIQUE (occasion),
    CONSTRAINT message_ids_differ UNIQUE (message_id)
);
CREATE INDEX letters_due ON letters (due, id) WHERE state IN ('waiting', 'held', 'sending');
CREATE INDEX letters_to_a_mailbox ON letters (mailbox, created_at);
CREATE INDEX letters_by_state ON letters (state, id DESC);

-- The audit log: append-only. What identifies people stands in event_details, which can be erased;
-- the commitment, SHA-256 of salt and canonical JSON, stays and can still be checked.
CREATE TABLE events (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    edition     bigint,
    actor       text        NOT NULL,          -- staff:3, juror:7, nominator:12, service
    deed        text        NOT NULL,
    subject     text        NOT NULL DEFAULT '',   -- nomination:5
    commitment  bytea       NOT NULL
);
CREATE INDEX events_of_an_edition ON events (edition, id DESC);

CREATE TABLE event_details (
    event   bigint PRIMARY KEY REFERENCES events,
    salt    bytea  NOT NULL,
    detail  jsonb  NOT NULL
);

CREATE FUNCTION refuse_to_change_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER events_are_append_only
    BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_log();

-- A deed that changes what the public may see adds one to the site's version, whoever did it.
CREATE FUNCTION add_one_to_the_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE site SET version = version + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER readers_see_the_award AFTER INSERT OR UPDATE ON award
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_editions AFTER INSERT OR UPDATE ON editions
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_the_timetable AFTER INSERT OR UPDATE OR DELETE ON timetable
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_categories AFTER INSERT OR UPDATE OR DELETE ON categories
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_criteria AFTER INSERT OR UPDATE OR DELETE ON criteria
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_questions AFTER INSERT OR UPDATE OR DELETE ON questions
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_the_hash_of_the_rules AFTER INSERT ON rules
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_announcements AFTER INSERT OR UPDATE ON announcements
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_decisions AFTER INSERT OR UPDATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_finalists AFTER UPDATE OF state ON nominees
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
CREATE TRIGGER readers_see_names_of_companies AFTER UPDATE OF name, merged_into ON companies
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
