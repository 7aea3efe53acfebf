-- Whether letters still have something to be about. Called only by awards/occasions.py.

-- name: juror
-- The mailbox of a juror who is on the panel.
SELECT mailbox
  FROM jurors
 WHERE id = :juror AND excused_at IS NULL;

-- name: nomination
-- The state of a nomination.
SELECT state::text
  FROM nominations
 WHERE id = :nomination;

-- name: contributor
-- The mailbox of somebody who works on a company's form, or waits to.
SELECT mailbox
  FROM contributors
 WHERE id = :contributor AND ended_at IS NULL;

-- name: competes_in
-- The categories in which the company of a contributor, or the one it was joined into, is a nominee.
  SELECT categories.name
    FROM contributors
    JOIN nominees ON nominees.company = company_head(contributors.company)
                 AND nominees.state NOT IN ('ineligible', 'withdrawn')
    JOIN categories ON categories.id = nominees.category
   WHERE contributors.id = :contributor
ORDER BY categories.position, categories.id;

-- name: waits
-- Does anybody wait to be let in to the form that a contributor works on?
SELECT EXISTS (
    SELECT FROM contributors
     CROSS JOIN LATERAL company_family(contributors.company) AS kin (company)
      JOIN contributors AS other ON other.company = kin.company
     WHERE contributors.id = :contributor AND other.ended_at IS NULL
       AND NOT contributor_is_inside(other.id));

-- name: follower
-- The mailbox of somebody who wants to be told when nominations open.
SELECT mailbox
  FROM followers
 WHERE id = :follower;
