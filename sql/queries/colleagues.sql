-- Everybody around a company's form. Called only by awards/colleagues.py.

-- name: of_company
-- Everybody who works on the form of a company or of one joined into it, asks to, or did.
  SELECT contributors.id, contributors.company, companies.name AS company_name, contributors.name,
         contributors.address, contributors.language, contributors.origin, contributors.asked_at,
         contributors.let_in_at, contributors.let_in_by,
         COALESCE(vouching.name, colleague.name, '') AS let_in_by_name,
         contributors.ended_at, contributor_is_inside(contributors.id) AS inside,
         contributor_is_vouched(contributors.id) AS vouched,
         (SELECT max(sessions.seen_at) FROM sessions
           WHERE sessions.audience = 'contributor' AND sessions.subject = contributors.id) AS seen_at
    FROM company_family(:head) AS kin (company)
    JOIN contributors ON contributors.company = kin.company
    JOIN companies ON companies.id = contributors.company
    LEFT JOIN staff AS vouching ON contributors.let_in_by = 'staff:' || vouching.id
    LEFT JOIN contributors AS colleague ON contributors.let_in_by = 'contributor:' || colleague.id
ORDER BY contributors.ended_at IS NOT NULL, contributors.id
   LIMIT 200;

-- name: waiting
-- Who waits to be let in to the form of a company, whose turn it is longest first; and how many they are.
  SELECT head.id AS company, head.name AS company_name,
         COALESCE(nullif(contributors.name, ''), contributors.address) AS name,
         contributors.asked_at, count(*) OVER () AS total
    FROM contributors
    JOIN companies ON companies.id = contributors.company
    JOIN companies AS head ON head.id = company_head(companies.id)
   WHERE companies.edition = :edition AND contributors.ended_at IS NULL
     AND NOT contributor_is_inside(contributors.id)
ORDER BY contributors.asked_at, contributors.id
   LIMIT :most;
