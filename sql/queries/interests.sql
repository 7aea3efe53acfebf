-- Interests: what may tie a juror to a company they judge. Called only by awards/interests.py.

-- name: suggested
-- The ties between jurors and what competes in their categories that nobody has settled, with how
-- many pairs of juror and company there are. ``unlike`` are the domains that tie nobody: those of
-- public mail and of shared home pages. A tie by domain holds where one is the other or below it:
-- so each stands here with every part of it that is a domain, too.
WITH kin AS (
    SELECT company_heads.head, companies.id, companies.organisation_number,
           snapshots.facts ->> 'parent' AS parent,
           regexp_replace(lower(substring(snapshots.facts ->> 'home_page'
                                          FROM '//([^/:?#]+)')), '^www[.]', '') AS domain
      FROM companies
      JOIN company_heads ON company_heads.company = companies.id
      LEFT JOIN snapshots ON snapshots.id = companies.snapshot
     WHERE companies.edition = :edition
       AND (:company::bigint IS NULL OR company_heads.head = :company)
), competing AS (
    SELECT DISTINCT kin.head, nominees.category
      FROM kin
      JOIN nominees ON nominees.company = kin.id AND nominees.state IN ('proposed', 'shortlisted')
), at_work AS (
    SELECT jurors.id AS juror, jurors.mailbox, jurors.employer_number AS number,
           snapshots.facts ->> 'parent' AS parent,
           regexp_replace(lower(substring(snapshots.facts ->> 'home_page'
                                          FROM '//([^/:?#]+)')), '^www[.]', '') AS domain
      FROM jurors
      LEFT JOIN snapshots ON snapshots.id = jurors.employer_snapshot
     WHERE jurors.edition = :edition AND jurors.excused_at IS NULL
       AND (:juror::bigint IS NULL OR jurors.id = :juror)
), of_companies AS (
    SELECT named.head, named.domain,
           array_to_string(split.labels[label:], '.') AS part
      FROM (SELECT head, domain FROM kin
             UNION
            SELECT kin.head, split_part(contributors.mailbox, '@', 2)
              FROM kin
              JOIN contributors ON contributors.company = kin.id
             WHERE contributors.let_in_at IS NOT NULL AND contributors.ended_at IS NULL
           ) AS named
     CROSS JOIN LATERAL (SELECT string_to_array(named.domain, '.') AS labels) AS split
     CROSS JOIN LATERAL generate_series(1, cardinality(split.labels) - 1) AS label
     WHERE named.domain <> ALL(:unlike::text[])
), of_jurors AS (
    SELECT named.juror, named.tie, named.domain,
           array_to_string(split.labels[label:], '.') AS part
      FROM (SELECT juror, 'mail' AS tie, split_part(mailbox, '@', 2) AS domain FROM at_work
             UNION
            SELECT juror, 'home_page', domain FROM at_work
           ) AS named
     CROSS JOIN LATERAL (SELECT string_to_array(named.domain, '.') AS labels) AS split
     CROSS JOIN LATERAL generate_series(1, cardinality(split.labels) - 1) AS label
     WHERE named.domain <> ALL(:unlike::text[])
), ties AS (
    SELECT at_work.juror, kin.head, 'employer' AS tie, kin.organisation_number AS value
      FROM at_work JOIN kin ON kin.organisation_number = at_work.number
     UNION
    SELECT at_work.juror, kin.head, 'owned_by_employer', kin.parent
      FROM at_work JOIN kin ON kin.parent = at_work.number
     UNION
    SELECT at_work.juror, kin.head, 'owns_employer', kin.organisation_number
      FROM at_work JOIN kin ON kin.organisation_number = at_work.parent
     UNION
    SELECT at_work.juror, kin.head, 'same_parent', kin.parent
      FROM at_work JOIN kin ON kin.parent = at_work.parent AND kin.parent <> ''
     UNION
    SELECT theirs.juror, ours.head, theirs.tie, theirs.domain
      FROM of_jurors AS theirs
      JOIN of_companies AS ours ON ours.part = theirs.part
                               AND (ours.domain = ours.part OR theirs.domain = theirs.part)
)
  SELECT ties.juror, jurors.name AS juror_name, jurors.employer, ties.head AS company, head.name,
         cleared.cleared_at,
         jsonb_agg(DISTINCT jsonb_build_object('tie', ties.tie, 'value', ties.value)) AS reasons,
         count(*) OVER () AS total
    FROM ties
    JOIN competing ON competing.head = ties.head
    JOIN seats ON seats.juror = ties.juror AND seats.category = competing.category
    JOIN jurors ON jurors.id = ties.juror
    JOIN companies AS head ON head.id = ties.head
    LEFT JOIN cleared ON cleared.juror = ties.juror AND cleared.company = ties.head
   WHERE NOT EXISTS (SELECT FROM recusals JOIN company_heads USING (company)
                      WHERE recusals.juror = ties.juror AND company_heads.head = ties.head)
     AND NOT EXISTS (SELECT FROM pinned JOIN company_heads USING (company)
                      WHERE pinned.juror = ties.juror AND pinned.undone_at IS NULL
                        AND company_heads.head = ties.head)
GROUP BY ties.juror, jurors.name, jurors.employer, ties.head, head.name, cleared.cleared_at
ORDER BY ties.juror, ties.head
   LIMIT :most OFFSET :skip;

-- name: hold
-- Let one who settles what ties a juror wait for another.
SELECT id FROM jurors WHERE id = :juror AND edition = :edition FOR UPDATE;

-- name: pin
-- Staff looked at a suggested conflict, and it is none; nothing when that stands already.
INSERT INTO pinned (juror, company, reason, staff, pinned_at)
     VALUES (:juror, :company, :reason, :staff, :now)
ON CONFLICT (juror, company) WHERE undone_at IS NULL DO NOTHING
  RETURNING id;

-- name: take_back
-- What was settled as no conflict is suggested again; it stays in the record.
   UPDATE pinned
      SET undone_at = :now, undone_by = :staff
     FROM jurors
    WHERE pinned.id = :id AND pinned.undone_at IS NULL
      AND jurors.id = pinned.juror AND jurors.edition = :edition
RETURNING pinned.juror, pinned.company;

-- name: pins
-- What staff settled as no conflict, the newest first, and how often.
  SELECT pinned.id, jurors.id AS juror, jurors.name AS juror_name, head.name, pinned.reason,
         staff.name AS by, pinned.pinned_at, count(*) OVER () AS total
    FROM pinned
    JOIN jurors ON jurors.id = pinned.juror
    JOIN company_heads USING (company)
    JOIN companies AS head ON head.id = company_heads.head
    JOIN staff ON staff.id = pinned.staff
   WHERE jurors.edition = :edition AND pinned.undone_at IS NULL
ORDER BY pinned.id DESC
   LIMIT :most OFFSET :skip;
