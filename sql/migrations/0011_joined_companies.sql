-- What joining companies did to a shortlist, so that parting them leaves no trace.

ALTER TABLE shortlist
    ADD own        boolean  NOT NULL DEFAULT true,   -- staff chose it; else only what was joined into it
    ADD instead_of bigint[] NOT NULL DEFAULT '{}';   -- nominees of joined companies that were chosen

-- Joined nominees are out of the jury's sight while a shortlist is fixed; taken back, they return.
CREATE TABLE shortlist_aside (
    round       bigint   NOT NULL REFERENCES rounds,
    nominee     bigint   NOT NULL REFERENCES nominees ON DELETE CASCADE,
    own         boolean  NOT NULL,
    instead_of  bigint[] NOT NULL,
    PRIMARY KEY (round, nominee)
);
