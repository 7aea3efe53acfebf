-- Forms that somebody goes on with later, junk apart from the rest, and letters held back by mailbox.

-- A nomination form that was begun; its link goes to the mailbox typed into it.
CREATE TABLE unfinished (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition     bigint      NOT NULL REFERENCES editions,
    form_key    text        NOT NULL,
    fields      jsonb       NOT NULL,                -- [[name, text], ...] as they were typed
    address     text        NOT NULL,
    mailbox     text        NOT NULL,
    language    text        NOT NULL,
    version     integer     NOT NULL DEFAULT 1,
    saved_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at    timestamptz,                         -- sent as a nomination, or thrown away
    CONSTRAINT one_unfinished_form_per_key UNIQUE (form_key)
);

ALTER TABLE nominations
    ADD works_there boolean NOT NULL DEFAULT false,  -- the nominator says: it is my own company
    ADD junk        text    NOT NULL DEFAULT '' CHECK (junk IN ('', 'hidden_field', 'too_fast'));
CREATE INDEX nominations_that_are_junk ON nominations (edition, id DESC) WHERE junk <> '';

ALTER TABLE editions
    ADD least_seconds smallint NOT NULL DEFAULT 3 CHECK (least_seconds BETWEEN 0 AND 60);

-- Letters to mailboxes that nobody has confirmed: so many a day, of whatever kind.
ALTER TABLE letters ADD limited boolean NOT NULL DEFAULT false;
CREATE INDEX letters_limited ON letters (mailbox, created_at) WHERE limited;

-- When the next limited letter to a mailbox may leave: at once, or a day after the one that was so
-- many before it. Whoever asks holds the mailbox until their transaction ends; a function counts
-- in a statement of its own, so it sees what those who held it before have posted.
CREATE FUNCTION next_limited_letter(of_mailbox text, most integer) RETURNS timestamptz
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('awards.mailbox'), hashtext(of_mailbox));
    RETURN GREATEST(clock_timestamp(), interval '24 hours' + (
          SELECT COALESCE(sent_at, due)
            FROM letters
           WHERE mailbox = of_mailbox AND limited
        ORDER BY COALESCE(sent_at, due) DESC
          OFFSET most - 1 LIMIT 1));
END $$;

-- Every link of an edition but the staff's: they end when it is archived.
CREATE FUNCTION edition_links(bigint) RETURNS SETOF links LANGUAGE sql STABLE AS $$
    SELECT links.* FROM links JOIN jurors ON jurors.id = links.subject
     WHERE links.purpose = 'juror' AND jurors.edition = $1
    UNION ALL
    SELECT links.* FROM links JOIN nominations ON nominations.id = links.subject
     WHERE links.purpose = 'nomination' AND nominations.edition = $1
    UNION ALL
    SELECT links.* FROM links JOIN unfinished ON unfinished.id = links.subject
     WHERE links.purpose = 'unfinished' AND unfinished.edition = $1
    UNION ALL
    SELECT links.* FROM links
      JOIN contributors ON contributors.id = links.subject
      JOIN companies ON companies.id = contributors.company
     WHERE links.purpose = 'contributor' AND companies.edition = $1
$$;
