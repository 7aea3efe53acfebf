-- Conflicts are declared against names alone, before cases: what a juror has looked through, what
-- staff pinned as no conflict, and which sheets wait for a declaration.

-- Why staff undid a recusal: who and when stand beside it already.
ALTER TABLE recusals ADD COLUMN undone_reason text NOT NULL DEFAULT '';

-- The juror has seen the name of this company and declared no conflict with it.
CREATE TABLE cleared (
    juror       bigint      NOT NULL REFERENCES jurors,
    company     bigint      NOT NULL REFERENCES companies,
    cleared_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (juror, company)
);

-- Staff looked at a suggested conflict, and it is none.
CREATE TABLE pinned (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    juror      bigint      NOT NULL REFERENCES jurors,
    company    bigint      NOT NULL REFERENCES companies,
    reason     text        NOT NULL,
    staff      bigint      NOT NULL REFERENCES staff,
    pinned_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    undone_at  timestamptz,
    undone_by  bigint      REFERENCES staff,
    CONSTRAINT pinning_has_a_reason CHECK (reason <> '')
);
CREATE UNIQUE INDEX one_standing_pin_per_juror_and_company
    ON pinned (juror, company) WHERE undone_at IS NULL;

-- Has this juror said of this company (the one that others were joined into) that there is no
-- conflict, or which one? What they declared and staff undid is a word about it, too; what staff set
-- and undid is none of theirs.
CREATE FUNCTION has_declared(by_juror bigint, head bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM cleared WHERE cleared.juror = by_juror AND cleared.company = head)
        OR EXISTS (SELECT FROM recusals
                    WHERE recusals.juror = by_juror
                      AND (recusals.undone_at IS NULL OR recusals.by_staff IS NULL)
                      AND recusals.company IN (SELECT company_family(head)))
$$;

-- The sheets that the panel is asked for: one for each seat and each nominee on the shortlist of
-- the category's newest round that was opened. Its case opens when the juror has declared; it
-- closes at the end of judging, or later for a juror who was given more time.
CREATE OR REPLACE VIEW sheets_due AS
SELECT seats.juror, seats.category, rounds.id AS round, rounds.number, rounds.closed_at,
       shortlist.nominee, ballots.id AS ballot,
       EXISTS (SELECT FROM excluding_recusals AS excluding
                WHERE excluding.juror = seats.juror
                  AND excluding.nominee = shortlist.nominee) AS recused,
       has_declared(seats.juror, named_nominees.company) AS declared,
       GREATEST(timetable.due,
                CASE WHEN timetable.due IS NOT NULL THEN jurors.extended_until END) AS closes
  FROM seats
  JOIN jurors ON jurors.id = seats.juror
  JOIN rounds ON rounds.id = (SELECT newest.id FROM rounds AS newest
                               WHERE newest.category = seats.category
                                 AND newest.opened_at IS NOT NULL
                               ORDER BY newest.number DESC
                               LIMIT 1)
  JOIN shortlist ON shortlist.round = rounds.id
  JOIN nominees ON nominees.id = shortlist.nominee
               AND nominees.state NOT IN ('ineligible', 'withdrawn')
  JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
  LEFT JOIN timetable ON timetable.edition = jurors.edition AND timetable.stage = 'deciding'
  LEFT JOIN ballots ON ballots.round = rounds.id AND ballots.juror = seats.juror;
