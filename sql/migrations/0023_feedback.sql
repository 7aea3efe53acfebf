-- What a company that was judged is told afterwards: means, the jury's words, chosen comments.

CREATE TABLE feedback (
    nominee      bigint      PRIMARY KEY REFERENCES nominees,
    words        jsonb       NOT NULL DEFAULT '{}',   -- of the jury, by language
    reviewed_by  bigint      REFERENCES staff,
    reviewed_at  timestamptz,
    sent_at      timestamptz,
    version      integer     NOT NULL DEFAULT 1,
    CONSTRAINT a_review_has_its_time CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL)),
    CONSTRAINT what_is_sent_was_reviewed CHECK (sent_at IS NULL OR reviewed_at IS NOT NULL)
);

-- The comments that staff chose to pass on, as the juror wrote them; who that was is not told.
CREATE TABLE feedback_comments (
    nominee    bigint   NOT NULL REFERENCES feedback ON DELETE CASCADE,
    round      bigint   NOT NULL,
    juror      bigint   NOT NULL,
    place      smallint NOT NULL,        -- of the criterion
    PRIMARY KEY (nominee, round, juror, place),
    FOREIGN KEY (round, juror, nominee) REFERENCES sheets (round, juror, nominee)
);
