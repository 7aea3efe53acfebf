-- The chain over the audit log: each event is sealed with the hash of all that was before it.

-- Events that wait for the sealer; the deed that writes an event writes its row here.
CREATE TABLE unsealed (
    event  bigint PRIMARY KEY REFERENCES events
);
INSERT INTO unsealed (event) SELECT id FROM events;

-- hash = SHA-256(hash of the height before, or 32 zero bytes, and the canonical text of the event).
CREATE TABLE seals (
    height  bigint PRIMARY KEY,
    event   bigint NOT NULL REFERENCES events,
    hash    bytea  NOT NULL,
    CONSTRAINT an_event_is_sealed_once UNIQUE (event),
    CONSTRAINT heights_begin_at_one CHECK (height >= 1),
    CONSTRAINT a_hash_has_32_bytes CHECK (octet_length(hash) = 32)
);
CREATE TRIGGER seals_are_append_only
    BEFORE UPDATE OR DELETE ON seals FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_log();

-- How far the sealer may go: when every transaction before ``edge`` has ended, each event up to
-- ``until`` that will ever be there is there.
CREATE TABLE sealing (
    id     boolean PRIMARY KEY DEFAULT true CHECK (id),   -- there is one row
    until  bigint  NOT NULL DEFAULT 0,
    edge   xid8
);
INSERT INTO sealing DEFAULT VALUES;

-- The head of the chain that was published with the winners of an edition.
CREATE TABLE published_heads (
    edition       bigint      PRIMARY KEY REFERENCES editions,
    height        bigint      NOT NULL,
    hash          bytea       NOT NULL,
    published_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What a ballot says, as it was confirmed: who was recused then can be told later. Older ones lack it.
ALTER TABLE ballots ADD COLUMN contents jsonb;

-- A receipt asks for the event of its ballot.
CREATE INDEX events_that_confirm ON events (subject) WHERE deed = 'ballot.confirmed';

-- A letter that waits for its event to be sealed.
ALTER TABLE letters ADD COLUMN waits_for bigint REFERENCES events;
