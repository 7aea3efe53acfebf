-- Staff: the people who run the award. Called only by awards/staff.py.

-- name: by_cookie
-- The staff member a session belongs to, if it holds.
SELECT staff.id, staff.name, staff.address, staff.mailbox, staff.role::text, staff.language
  FROM sessions
  JOIN links ON links.id = sessions.link
  JOIN staff ON staff.id = sessions.subject
 WHERE sessions.cookie = :cookie AND sessions.audience = 'staff'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL AND staff.ended_at IS NULL;

-- name: member
-- One staff member.
SELECT id, name, address, mailbox, role::text, language
  FROM staff
 WHERE id = :id AND ended_at IS NULL;

-- name: by_mailbox
-- The staff member with this mailbox.
SELECT id, name, address, mailbox, role::text, language
  FROM staff
 WHERE mailbox = :mailbox AND ended_at IS NULL;

-- name: members
-- Everybody on the staff, by name.
  SELECT id, name, address, mailbox, role::text, language
    FROM staff
   WHERE ended_at IS NULL
ORDER BY name;

-- name: add
-- Add somebody, or bring back somebody who had left.
INSERT INTO staff (name, address, mailbox, role, language)
     VALUES (:name, :address, :mailbox, :role, :language)
ON CONFLICT ON CONSTRAINT one_staff_member_per_mailbox
  DO UPDATE SET name = excluded.name, address = excluded.address, role = excluded.role,
                language = excluded.language, ended_at = NULL
          WHERE staff.ended_at IS NOT NULL
  RETURNING id;

-- name: first
-- The administrator of an award that is not set up yet: no address, only the printed link.
INSERT INTO staff (name, address, mailbox, role, language)
     VALUES (:name, '', '', 'administrator', :language)
ON CONFLICT ON CONSTRAINT one_staff_member_per_mailbox DO UPDATE SET ended_at = NULL
  RETURNING id;

-- name: introduce
-- Give somebody on the staff their own name, address and language.
UPDATE staff
   SET name = :name, address = :address, mailbox = :mailbox, language = :language
 WHERE id = :id AND ended_at IS NULL;

-- name: end_nameless
-- The printed link's administrator has no place once the award has people.
UPDATE staff
   SET ended_at = clock_timestamp()
 WHERE mailbox = '' AND ended_at IS NULL;

-- name: administrators
-- Everybody who is an administrator, held so that two cannot leave at the same time.
SELECT id
  FROM staff
 WHERE role = 'administrator' AND ended_at IS NULL
ORDER BY id
   FOR UPDATE;

-- name: change
-- Change somebody's name, role and language.
   UPDATE staff
      SET name = :name, role = :role, language = :language
    WHERE id = :id AND ended_at IS NULL
RETURNING id;

-- name: end
-- Somebody leaves the staff.
   UPDATE staff
      SET ended_at = clock_timestamp()
    WHERE id = :id AND ended_at IS NULL
RETURNING id;
