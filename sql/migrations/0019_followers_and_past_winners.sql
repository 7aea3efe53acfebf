-- People who want to be told when nominations open next, and winners from before this service.

CREATE TABLE followers (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address       text        NOT NULL,
    mailbox       text        NOT NULL,            -- canonical
    language      text        NOT NULL,
    asked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_at  timestamptz,
    told_of       bigint      REFERENCES editions,  -- whose call they got; after its deadline letter they are forgotten
    CONSTRAINT one_follower_a_mailbox UNIQUE (mailbox)
);
CREATE INDEX followers_to_tell ON followers (id) WHERE confirmed_at IS NOT NULL;
CREATE INDEX letters_to_followers ON letters (((facts->>'follower')::bigint)) WHERE facts ? 'follower';
-- A mail server named the address after we had forgotten it.
CREATE INDEX letters_that_remember ON letters (id)
    WHERE facts ? 'follower' AND address = '' AND answer LIKE '%@%';

CREATE TABLE past_winners (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year      integer     NOT NULL CHECK (year BETWEEN 1000 AND 2999),
    category  text        NOT NULL,
    winner    text        NOT NULL,
    reason    text        NOT NULL DEFAULT '',
    link      text        NOT NULL DEFAULT '',
    place     integer     NOT NULL DEFAULT 0,       -- among the categories of its year
    made_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_past_winner UNIQUE (year, category, winner)
);
CREATE TRIGGER readers_see_past_winners AFTER INSERT OR UPDATE OR DELETE ON past_winners
    FOR EACH STATEMENT EXECUTE FUNCTION add_one_to_the_site();
