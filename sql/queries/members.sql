-- Members of the organisation, a list for each edition. Called only by awards/members.py.

-- name: clear
-- Forget the list of an edition, to load another.
DELETE FROM members
      WHERE edition = :edition;

-- name: load
-- Load a list of members.
INSERT INTO members (edition, organisation_number, name, kind, may_be_nominated)
     SELECT :edition, given.number, given.name, given.kind, given.may
       FROM unnest(:numbers::text[], :names::text[], :kinds::text[], :may::boolean[])
            AS given (number, name, kind, may);

-- name: listed
-- An edition knows whether it has a list; every process reads it anew.
UPDATE editions
   SET listed = EXISTS (SELECT FROM members WHERE members.edition = editions.id)
 WHERE id = :edition;

-- name: page
-- Members whose name, number or kind has what was searched for.
  SELECT organisation_number, name, kind, may_be_nominated, count(*) OVER () AS total
    FROM members
   WHERE edition = :edition
     AND (strpos(lower(concat_ws(' ', name, kind)), lower(:search)) > 0
          OR strpos(organisation_number, replace(:search, ' ', '')) > 0)
ORDER BY translate(replace(lower(name), 'aa', 'å'), 'åäöüéèêáàóòô', 'ÿæøyeeeaaooo') COLLATE "C",
         organisation_number
   LIMIT :most OFFSET :skipped;

-- name: count
-- How many members an edition has.
SELECT count(*)
  FROM members
 WHERE edition = :edition;

-- name: kinds
-- The kinds of members that an edition knows.
  SELECT kind
    FROM (SELECT DISTINCT members.kind
            FROM members
           WHERE members.edition = :edition AND members.kind <> ''
           UNION
          SELECT unnest(editions.forbidden_kinds)
            FROM editions
           WHERE editions.id = :edition) AS known (kind)
ORDER BY kind
   LIMIT 100;

-- name: change_rules
-- Say who may be nominated, if nobody changed the edition since it was shown.
   UPDATE editions
      SET members_only = :members_only, forbidden_kinds = :forbidden_kinds, version = version + 1
    WHERE id = :edition AND version = :version
RETURNING version;

-- name: standing
-- How a number stands to an edition's list, and where to write to about it.
SELECT editions.members_only, editions.forbidden_kinds, members.kind, members.may_be_nominated,
       award.reply_public AS address
  FROM editions
  LEFT JOIN members ON members.edition = editions.id AND members.organisation_number = :number
  LEFT JOIN award ON true
 WHERE editions.id = :edition;
