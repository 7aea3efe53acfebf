-- The meeting that decides: who leads it in each category, and a decision that takes two.

-- Who leads a category instead of a chair who has to step out of it.
CREATE TABLE stand_ins (
    category  bigint      PRIMARY KEY REFERENCES categories,
    juror     bigint      NOT NULL REFERENCES jurors,
    named_by  bigint      NOT NULL REFERENCES staff,
    named_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Whoever leads the meeting in a category: the chair, or the stand-in, if they need not step out
-- of any case of its newest round. ``chaired`` is true wherever the edition has a chair.
CREATE VIEW meetings AS
SELECT categories.id AS category, categories.edition, chairs.id AS chair,
       chairs.id IS NOT NULL AS chaired,
       (SELECT led_by.id
          FROM jurors AS led_by
         WHERE led_by.edition = categories.edition
           AND led_by.excused_at IS NULL
           AND (led_by.chair OR led_by.id = (SELECT juror FROM stand_ins
                                                WHERE stand_ins.category = categories.id))
           AND NOT EXISTS (
               SELECT FROM excluding_recusals
                 JOIN shortlist ON shortlist.nominee = excluding_recusals.nominee
                 JOIN nominees ON nominees.id = shortlist.nominee AND nominees.state = 'shortlisted'
                WHERE excluding_recusals.juror = led_by.id
                  AND shortlist.round = (SELECT rounds.id FROM rounds
                                          WHERE rounds.category = categories.id
                                            AND rounds.opened_at IS NOT NULL
                                       ORDER BY rounds.number DESC LIMIT 1))
      ORDER BY led_by.chair DESC
         LIMIT 1) AS leader
  FROM categories
  LEFT JOIN jurors AS chairs
         ON chairs.edition = categories.edition AND chairs.chair AND chairs.excused_at IS NULL;

-- A decision is pending until both have approved it: somebody of the staff, and whoever leads the
-- meeting. Where nobody leads, two of the staff, if the edition asks for two.
ALTER TABLE decisions
    ALTER COLUMN decided_by DROP NOT NULL,
    ADD COLUMN decided_by_juror   bigint      REFERENCES jurors,
    ADD COLUMN departure          jsonb       NOT NULL DEFAULT '{}',  -- why it differs from the standings
    ADD COLUMN departs            boolean     NOT NULL DEFAULT false,
    ADD COLUMN led                boolean     NOT NULL DEFAULT false, -- somebody leads the meeting
    ADD COLUMN two_people         boolean     NOT NULL DEFAULT true,
    ADD COLUMN approved_by        bigint      REFERENCES staff,
    ADD COLUMN approved_at        timestamptz,
    ADD COLUMN approved_by_juror  bigint      REFERENCES jurors,
    ADD COLUMN approved_by_juror_at timestamptz;
UPDATE decisions
   SET approved_by = decided_by, approved_at = decided_at, two_people = false
  FROM categories
  JOIN editions ON editions.id = categories.edition
 WHERE categories.id = decisions.category AND editions.stage IN ('announced', 'archived');
ALTER TABLE decisions
    ADD CONSTRAINT one_person_writes_a_decision CHECK (
        (decided_by IS NULL) <> (decided_by_juror IS NULL)),
    ADD CONSTRAINT departing_has_a_reason CHECK (NOT departs OR departure <> '{}'),
    ADD CONSTRAINT an_approval_has_its_time CHECK (
        (approved_by IS NULL) = (approved_at IS NULL)
        AND (approved_by_juror IS NULL) = (approved_by_juror_at IS NULL)),
    ADD CONSTRAINT two_people_decide CHECK (
        approved_by IS NULL OR led OR NOT two_people OR approved_by <> decided_by);
