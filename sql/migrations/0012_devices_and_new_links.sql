-- Jurors' devices, new links asked for by address, and private notes.

-- A device is a browser that opened a link; ``known`` if it had opened one of the same person before.
ALTER TABLE sessions
    ADD COLUMN id      bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN known   boolean NOT NULL DEFAULT false,
    ADD COLUMN told_on date,                 -- the day whose letter mentions it to its juror
    ADD CONSTRAINT session_numbers_differ UNIQUE (id);
UPDATE sessions SET known = true;
CREATE INDEX devices_to_tell_of ON sessions (subject)
    WHERE audience = 'juror' AND NOT known AND told_on IS NULL;

-- Somebody at the door of the jury room asks for a link to be sent to this mailbox. The door asks
-- nothing else, and waits for nobody, so that its answer takes the same time for every mailbox; the
-- worker does the rest.
CREATE TABLE asked_links (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mailbox   text        NOT NULL,
    asked_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX jurors_of_a_mailbox ON jurors (mailbox);

-- What a juror writes for themselves about a nominee: nobody else reads it, it counts nowhere.
CREATE TABLE notes (
    juror     bigint      NOT NULL REFERENCES jurors,
    nominee   bigint      NOT NULL REFERENCES nominees,
    body      text        NOT NULL,
    version   integer     NOT NULL DEFAULT 1,
    saved_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (juror, nominee)
);
