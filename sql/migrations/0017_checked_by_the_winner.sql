-- The winner looks through what will be said about them, through a link, until a moment.

CREATE TABLE checks (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    announcement  bigint      NOT NULL REFERENCES announcements,
    company       bigint      NOT NULL REFERENCES companies,
    name          text        NOT NULL,
    address       text        NOT NULL,
    mailbox       text        NOT NULL,
    language      text        NOT NULL,
    passage       jsonb       NOT NULL,              -- what they are shown, in each language: theirs alone
    written_as    integer     NOT NULL,              -- the announcement's version when they were asked
    due           timestamptz NOT NULL,              -- from then on silence is no objection
    asked_by      bigint      NOT NULL REFERENCES staff,
    asked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at   timestamptz,
    agreed        boolean,
    suggestion    text        NOT NULL DEFAULT '',
    settled_at    timestamptz,                       -- staff have seen to the suggestion
    settled_by    bigint      REFERENCES staff,
    ended_at      timestamptz,                       -- staff took the question back
    ended_by      bigint      REFERENCES staff,
    version       integer     NOT NULL DEFAULT 1,
    CONSTRAINT an_answer_agrees_or_suggests CHECK (
        (answered_at IS NULL) = (agreed IS NULL)
        AND (suggestion = '' OR agreed IS FALSE)
        AND (agreed IS NOT FALSE OR suggestion <> '')),
    CONSTRAINT there_is_something_to_look_through CHECK (passage <> '{}'),
    CONSTRAINT somebody_settled_it CHECK ((settled_at IS NULL) = (settled_by IS NULL)),
    CONSTRAINT somebody_took_it_back CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX one_open_check_of_a_company
    ON checks (announcement, company) WHERE answered_at IS NULL AND ended_at IS NULL;
CREATE INDEX checks_of_an_announcement ON checks (announcement, id);
