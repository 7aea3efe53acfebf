-- How standings are made and read: chosen before judging opens, and sealed with the other rules.

CREATE TYPE result_method AS ENUM ('weighted_mean', 'weighted_median', 'additive');
CREATE TYPE tie_rule      AS ENUM ('panel', 'median', 'heaviest');
CREATE TYPE too_close     AS ENUM ('talk', 'second_round');
CREATE TYPE publication   AS ENUM ('winners', 'aggregates', 'full');

ALTER TABLE editions
    ADD COLUMN method       result_method NOT NULL DEFAULT 'weighted_mean',
    ADD COLUMN tie_rule     tie_rule      NOT NULL DEFAULT 'panel',
    ADD COLUMN margin       numeric(4, 1),           -- points of 100: a lead under it is too close
    ADD COLUMN too_close    too_close     NOT NULL DEFAULT 'talk',   -- what is done then
    ADD COLUMN weight_band  smallint,                -- per cent that each weight is tried up and down
    ADD COLUMN score_names  boolean       NOT NULL DEFAULT false,    -- names beside scores, after judging
    ADD COLUMN publication  publication   NOT NULL DEFAULT 'winners',
    ADD CONSTRAINT a_margin_is_of_a_hundred CHECK (margin BETWEEN 0 AND 100),
    ADD CONSTRAINT a_weight_band_is_narrow CHECK (weight_band BETWEEN 0 AND 25);

-- Rules that are sealed already know of neither margin nor band; all others begin with these.
ALTER TABLE editions
    ALTER COLUMN margin SET DEFAULT 2.0,
    ALTER COLUMN weight_band SET DEFAULT 5;
UPDATE editions SET margin = 2.0, weight_band = 5
 WHERE NOT EXISTS (SELECT FROM rules WHERE rules.edition = editions.id);

-- Standings ask who abstained, of each nominee, without reading every sheet.
CREATE INDEX sheets_without_scores ON sheets (round) WHERE abstained_reason IS NOT NULL;
