-- The tables of the bare programs: not the service's, but rows and indexes of the same size.

CREATE TABLE award (
    id     integer PRIMARY KEY,
    title  text NOT NULL
);

CREATE TABLE category (
    id     integer PRIMARY KEY,
    award  integer NOT NULL REFERENCES award,
    title  text    NOT NULL
);

CREATE TABLE nomination (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    award             integer     NOT NULL REFERENCES award,
    category          integer     NOT NULL REFERENCES category,
    nominee_name      text        NOT NULL,
    nominee_email     text        NOT NULL,
    organisation      text        NOT NULL,
    role              text        NOT NULL,
    title             text        NOT NULL,
    summary           text        NOT NULL,
    reasons           text        NOT NULL,
    link              text        NOT NULL,
    nominator_name    text        NOT NULL,
    nominator_email   text        NOT NULL,
    relation          text        NOT NULL,
    state             text        NOT NULL DEFAULT 'received',
    created           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON nomination (award, category, id);
CREATE INDEX ON nomination (award, lower(nominee_email));

CREATE TABLE event (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT now(),
    actor    text        NOT NULL,
    deed     text        NOT NULL,
    subject  bigint      NOT NULL,
    detail   jsonb       NOT NULL
);
CREATE INDEX ON event (deed, subject);

CREATE TABLE letter (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now(),
    recipient  text        NOT NULL,
    kind       text        NOT NULL,
    facts      jsonb       NOT NULL,
    sent       timestamptz
);
CREATE INDEX ON letter (id) WHERE sent IS NULL;

CREATE TABLE juror (id integer PRIMARY KEY);
CREATE TABLE criterion (id integer PRIMARY KEY);
CREATE TABLE finalist (
    id            integer PRIMARY KEY,
    name          text NOT NULL,
    organisation  text NOT NULL,
    summary       text NOT NULL
);

CREATE TABLE score (
    juror      integer     NOT NULL REFERENCES juror,
    finalist   integer     NOT NULL REFERENCES finalist,
    criterion  integer     NOT NULL REFERENCES criterion,
    value      smallint    NOT NULL CHECK (value BETWEEN 0 AND 10),
    changed    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (juror, finalist, criterion)
);

CREATE TABLE comment (
    juror     integer NOT NULL,
    finalist  integer NOT NULL,
    body      text    NOT NULL,
    PRIMARY KEY (juror, finalist)
);

INSERT INTO award VALUES (1, 'Builders of the Year 2027');
INSERT INTO category SELECT i, 1, 'Category ' || i FROM generate_series(1, 8) AS i;
INSERT INTO juror SELECT generate_series(1, 40);
INSERT INTO criterion SELECT generate_series(1, 5);
INSERT INTO finalist
     SELECT i, 'Finalist ' || i, 'Organisation ' || i,
            repeat('A short paragraph on why this one is here & what they did. ', 6)
       FROM generate_series(1, 30) AS i;
INSERT INTO score (juror, finalist, criterion, value)
     SELECT j, f, c, (j * 7 + f * 3 + c) % 11
       FROM generate_series(1, 40) AS j, generate_series(1, 30) AS f, generate_series(1, 5) AS c;
INSERT INTO comment
     SELECT j, f, 'Strong on evidence; <b>weaker</b> on reach.'
       FROM generate_series(1, 40) AS j, generate_series(1, 30) AS f;
ANALYZE;
