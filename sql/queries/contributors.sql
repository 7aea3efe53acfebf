-- Contributors: the people of a company who work on its form. Called only by awards/contributors.py.

-- name: hold
-- One deed at a time on who is let in and who waits in an edition.
SELECT pg_advisory_xact_lock(hashtext('awards.contributors'), (:edition::bigint % 2147483647)::integer);

-- name: by_cookie
-- The contributor a session belongs to, if it holds, with the stage of their edition.
SELECT contributors.id, contributors.company, company_head(contributors.company) AS head,
       companies.edition, editions.year, editions.stage::text, contributors.name,
       contributors.address, contributors.mailbox, contributors.language, contributors.origin,
       contributors.let_in_at, contributors.ended_at, contributors.ended_by,
       contributor_is_inside(contributors.id) AS inside,
       contributor_is_vouched(contributors.id) AS vouched
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN contributors ON contributors.id = sessions.subject
  JOIN companies ON companies.id = contributors.company
  JOIN editions ON editions.id = companies.edition
 WHERE sessions.cookie = :cookie AND sessions.audience = 'contributor'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL AND contributors.ended_at IS NULL;

-- name: contributor
-- One contributor, whether they are let in, wait or have ended.
SELECT contributors.id, contributors.company, company_head(contributors.company) AS head,
       companies.edition, editions.year, editions.stage::text, contributors.name,
       contributors.address, contributors.mailbox, contributors.language, contributors.origin,
       contributors.let_in_at, contributors.ended_at, contributors.ended_by,
       contributor_is_inside(contributors.id) AS inside,
       contributor_is_vouched(contributors.id) AS vouched
  FROM contributors
  JOIN companies ON companies.id = contributors.company
  JOIN editions ON editions.id = companies.edition
 WHERE contributors.id = :id;

-- name: with_mailbox
-- The contributor with a mailbox in a company or in whatever was joined with it; who has not ended first.
  SELECT contributors.id
    FROM company_family(:company) AS kin (company)
    JOIN contributors ON contributors.company = kin.company
   WHERE contributors.mailbox = :mailbox
ORDER BY contributors.ended_at IS NOT NULL, contributors.company <> :company, contributors.id
   LIMIT 1;

-- name: add
-- Somebody who works on a company's form, or asks to.
INSERT INTO contributors (company, name, address, mailbox, language, nomination, origin, let_in_at,
                          let_in_by)
     VALUES (:company, :name, :address, :mailbox, :language, :nomination, :origin,
             CASE WHEN :let_in_by <> '' THEN clock_timestamp() END, :let_in_by)
  RETURNING id;

-- name: let_in
-- Let somebody in who waits, had ended, or was in on nothing but their word.
UPDATE contributors
   SET let_in_at = clock_timestamp(), let_in_by = :actor, ended_at = NULL, ended_by = '',
       version = version + 1
 WHERE id = :id;

-- name: introduce
-- Staff know somebody better than who brought them in; a name left out stays as it was.
UPDATE contributors
   SET name = COALESCE(NULLIF(:name, ''), name), language = :language, origin = 'staff'
 WHERE id = :id;

-- name: end
-- A person's way into the form ends; what has not left to them by then is not sent.
   UPDATE contributors
      SET ended_at = clock_timestamp(), ended_by = :actor, version = version + 1
    WHERE id = :id AND ended_at IS NULL
RETURNING id;

-- name: insiders
-- Who may see what a company, or whatever was joined with it, has written.
  SELECT contributors.id
    FROM company_family(:company) AS kin (company)
    JOIN contributors ON contributors.company = kin.company
   WHERE contributors.let_in_at IS NOT NULL AND contributor_is_inside(contributors.id)
ORDER BY contributors.id;
