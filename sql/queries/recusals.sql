-- Recusals: who does not judge which company, and why. Called only by awards/recusals.py.

-- name: names
-- The names a juror may declare a conflict with: what competes in the categories they judge or lead.
-- A recusal from a company that was joined into another stands beside the name of that one.
SELECT DISTINCT named_nominees.company, named_nominees.name, standing.kind,
       CASE WHEN standing.kind IS NOT NULL THEN editions.recusal_grade::text END AS grade,
       standing.words, has_declared(concerns.juror, named_nominees.company) AS declared,
       COALESCE(standing.declared_at, cleared.cleared_at) AS said_at,
       COALESCE(standing.by_staff, false) AS by_staff
  FROM concerns
  JOIN categories ON categories.id = concerns.category
  JOIN editions ON editions.id = categories.edition
  JOIN named_nominees ON named_nominees.category = concerns.category
                     AND named_nominees.state IN ('proposed', 'shortlisted')
  LEFT JOIN cleared ON cleared.juror = concerns.juror AND cleared.company = named_nominees.company
  LEFT JOIN LATERAL (SELECT recusals.kind::text, recusals.words, recusals.declared_at,
                            recusals.by_staff IS NOT NULL AS by_staff
                       FROM recusals
                      WHERE recusals.juror = concerns.juror AND recusals.undone_at IS NULL
                        AND company_head(recusals.company) = named_nominees.company
                   ORDER BY recusals.id
                      LIMIT 1) AS standing ON true
 WHERE concerns.juror = :juror
   AND (:company::bigint IS NULL OR named_nominees.company = :company);

-- name: waits
-- Is there a name that a juror has yet to look through?
SELECT EXISTS (SELECT
                 FROM concerns
                 JOIN named_nominees ON named_nominees.category = concerns.category
                                    AND named_nominees.state IN ('proposed', 'shortlisted')
                WHERE concerns.juror = :juror
                  AND NOT has_declared(concerns.juror, named_nominees.company));

-- name: declare
-- Write a recusal down, if juror and company are of the edition and none stands yet.
WITH named AS (
    SELECT jurors.id AS juror, company_head(companies.id) AS company
      FROM jurors
      JOIN companies ON companies.edition = jurors.edition
     WHERE jurors.id = :juror AND jurors.edition = :edition AND companies.id = :company
), made AS (
    INSERT INTO recusals (juror, company, kind, words, by_staff)
         SELECT juror, company, :kind, :words, :by_staff::bigint FROM named
    ON CONFLICT (juror, company) WHERE undone_at IS NULL DO NOTHING
      RETURNING id, company
)
SELECT EXISTS (SELECT FROM named) AS known, made.id, made.company
  FROM (VALUES (1)) AS always (one)
  LEFT JOIN made ON true;

-- name: clear
-- Write down that a juror looked at these names of what competes, and declared no conflict.
INSERT INTO cleared (juror, company, cleared_at)
     SELECT DISTINCT concerns.juror, named_nominees.company, :now::timestamptz
       FROM concerns
       JOIN jurors ON jurors.id = concerns.juror AND jurors.edition = :edition
       JOIN named_nominees ON named_nominees.category = concerns.category
      WHERE concerns.juror = :juror AND named_nominees.company = ANY(:companies::bigint[])
        AND NOT has_declared(concerns.juror, named_nominees.company)
ON CONFLICT DO NOTHING
  RETURNING company;

-- name: undo
-- Take a recusal back; it stays in the record.
   UPDATE recusals
      SET undone_at = clock_timestamp(), undone_by = :staff, undone_reason = :reason
    WHERE id = :id AND undone_at IS NULL
RETURNING id;

-- name: recusal
-- One recusal of an edition, with the mailbox of its juror.
SELECT recusals.juror, recusals.company, recusals.by_staff, jurors.mailbox
  FROM recusals
  JOIN jurors ON jurors.id = recusals.juror
 WHERE recusals.id = :id AND jurors.edition = :edition;
