-- A juror's question to staff about a case: answered to the whole panel, or not at all.

CREATE TABLE flags (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    juror        bigint      NOT NULL REFERENCES jurors,
    nominee      bigint      NOT NULL REFERENCES nominees,
    words        text        NOT NULL,
    asked_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    amendment    bigint      REFERENCES amendments,      -- what the whole panel was answered
    declined     text        NOT NULL DEFAULT '',        -- why it is not answered; its juror reads it
    settled_at   timestamptz,
    settled_by   bigint      REFERENCES staff,
    CONSTRAINT a_flag_is_put_in_words CHECK (words <> ''),
    CONSTRAINT a_flag_is_answered_or_declined CHECK (amendment IS NULL OR declined = ''),
    CONSTRAINT a_settled_flag_says_how
        CHECK ((settled_at IS NULL) = (amendment IS NULL AND declined = ''))
);
CREATE INDEX flags_of_a_juror ON flags (juror, nominee);
CREATE INDEX flags_waiting ON flags (nominee) WHERE settled_at IS NULL;

-- What became of the questions of one juror about one case, counted.
CREATE FUNCTION flags_of(by_juror bigint, about bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
               'waiting', count(*) FILTER (WHERE flags.settled_at IS NULL),
               'answered', count(*) FILTER (WHERE flags.amendment IS NOT NULL),
               'declined', count(*) FILTER (WHERE flags.declined <> ''))
      FROM flags
     WHERE flags.juror = by_juror AND flags.nominee = about
$$;
