-- The meeting that decides: who leads it in each category, and a decision that takes two.

-- Who leads a category instead of a chair who has to step out of it.
CREATE TABLE stand_ins (
    category  bigint      PRIMARY KEY REFERENCES categories,
    juror     bigint      NOT NULL REFERENCES jurors,
    named_by  bigint      NOT NULL REFERENCES staff,
    named_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The categories in which a juror comes to see who competes: those they judge, and all as the chair.
CREATE VIEW concerns AS
SELECT seats.juror, seats.category FROM seats
 UNION
SELECT jurors.id, categories.id
  FROM jurors
  JOIN categories ON categories.edition = jurors.edition
 WHERE jurors.chair AND jurors.excused_at IS NULL;

-- Who has to step out of which case of the newest round that was opened in each category.
CREATE VIEW stepping_out AS
SELECT rounds.category, shortlist.nominee, excluding_recusals.juror
  FROM rounds
  JOIN shortlist ON shortlist.round = rounds.id
  JOIN nominees ON nominees.id = shortlist.nominee AND nominees.state = 'shortlisted'
  JOIN excluding_recusals ON excluding_recusals.nominee = shortlist.nominee
 WHERE rounds.number = (SELECT max(newest.number) FROM rounds AS newest
                         WHERE newest.category = rounds.category
                           AND newest.opened_at IS NOT NULL);

-- Whoever leads the meeting in a category: the chair, or the stand-in of one who has to step out of
-- a case there. ``chaired`` is true wherever the edition has a chair; without, nobody leads.
CREATE VIEW meetings AS
SELECT categories.id AS category, categories.edition, chairs.id AS chair,
       chairs.id IS NOT NULL AS chaired,
       (SELECT led_by.id
          FROM jurors AS led_by
         WHERE led_by.edition = categories.edition
           AND chairs.id IS NOT NULL
           AND led_by.excused_at IS NULL
           AND (led_by.chair OR led_by.id = (SELECT juror FROM stand_ins
                                                WHERE stand_ins.category = categories.id))
           AND NOT EXISTS (SELECT FROM stepping_out
                            WHERE stepping_out.category = categories.id
                              AND stepping_out.juror = led_by.id)
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
    ADD COLUMN approved_by_juror_at timestamptz,
    ADD COLUMN settled            boolean     NOT NULL DEFAULT false; -- announced before it took two
UPDATE decisions
   SET settled = true
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
