-- The panel: where jurors work, that they have read the rules, and more time for one of them.

ALTER TABLE jurors
    ADD COLUMN employer_number    text,
    ADD COLUMN employer_snapshot  bigint REFERENCES snapshots,   -- the register's facts about it
    ADD COLUMN employer_asked_at  timestamptz,                   -- the register, about the number
    ADD COLUMN welcomed_at        timestamptz,                   -- read the rules and said so
    ADD COLUMN read_version       integer,                       -- of the sealed rules; 0: not sealed yet
    ADD COLUMN extended_until     timestamptz,                   -- more time, for this juror alone
    ADD COLUMN extended_reason    text NOT NULL DEFAULT '',
    ADD CONSTRAINT more_time_has_a_reason CHECK (extended_until IS NULL OR extended_reason <> '');

ALTER TABLE editions
    ADD COLUMN minutes_a_case  smallint   NOT NULL DEFAULT 10,   -- what jurors are told to expect
    ADD COLUMN remind_before   smallint[] NOT NULL DEFAULT '{}', -- days before judging closes
    ADD CONSTRAINT a_case_takes_minutes CHECK (minutes_a_case BETWEEN 1 AND 240);

-- What good evidence for a criterion looks like, in each language.
ALTER TABLE criteria ADD COLUMN evidence jsonb NOT NULL DEFAULT '{}';

-- Why staff began a second round; and when a round was closed for the first time: from then on its
-- standings could be seen, also if it was opened again.
ALTER TABLE rounds
    ADD COLUMN reason   text NOT NULL DEFAULT '',
    ADD COLUMN seen_at  timestamptz;
UPDATE rounds SET seen_at = closed_at;

-- The jurors for whom judging stays open past its planned end: they were given more time, have some
-- of it left, and have a ballot to confirm.
CREATE FUNCTION jurors_awaited(by_edition bigint)
RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT jurors.id
      FROM jurors
     WHERE jurors.edition = by_edition AND jurors.excused_at IS NULL
       AND jurors.extended_until > clock_timestamp()
       AND EXISTS (SELECT FROM sheets_due
                    WHERE sheets_due.juror = jurors.id AND sheets_due.ballot IS NULL
                      AND NOT sheets_due.recused AND sheets_due.closed_at IS NULL)
$$;
