-- Winners looking through what will be said about them. Called only by awards/checks.py.

-- name: checks
-- The checks of an announcement, or one of them, the newest first, with the clock and how far the announcement has come.
  SELECT checks.id, checks.announcement, announcements.edition, editions.year, editions.stage::text,
         company_head(checks.company) AS head, companies.name AS company, checks.name,
         checks.address, checks.mailbox, checks.language, checks.passage, checks.written_as,
         checks.due, asker.name AS asked_by, checks.asked_at, checks.answered_at, checks.agreed,
         checks.suggestion, checks.settled_at, checks.ended_at, checks.version,
         announcements.state = 'draft' AS is_draft,
         announcements.state = 'withdrawn' AS is_withdrawn,
         announcements.published_at,
         CASE WHEN announcements.state = 'scheduled' THEN announcements.due END AS public_at,
         clock_timestamp() AS now
    FROM checks
    JOIN announcements ON announcements.id = checks.announcement
    JOIN editions ON editions.id = announcements.edition
    JOIN companies ON companies.id = company_head(checks.company)
    JOIN staff AS asker ON asker.id = checks.asked_by
   WHERE (:announcement::bigint IS NULL OR checks.announcement = :announcement)
     AND (:id::bigint IS NULL OR checks.id = :id)
ORDER BY checks.id DESC;

-- name: by_cookie
-- The check that a session looks at, if the session holds.
SELECT sessions.subject
  FROM sessions
  JOIN links ON links.id = sessions.link
 WHERE sessions.cookie = :cookie AND sessions.audience = 'check'
   AND sessions.ended_at IS NULL AND sessions.expires_at > clock_timestamp()
   AND links.revoked_at IS NULL;

-- name: hold
-- Nobody approves, edits or answers beside us until this transaction ends.
SELECT id FROM announcements WHERE id = :announcement FOR UPDATE;

-- name: answer
-- Keep an answer; what staff had seen to is open again.
UPDATE checks
   SET answered_at = clock_timestamp(), agreed = :agreed, suggestion = :suggestion,
       settled_at = NULL, settled_by = NULL, version = version + 1
 WHERE id = :id;

-- name: ask
-- Ask somebody to look through a passage until a moment.
INSERT INTO checks (announcement, company, name, address, mailbox, language, passage, written_as,
                    due, asked_by)
     VALUES (:announcement, :company, :name, :address, :mailbox, :language, :passage, :written_as,
             :due, :member)
  RETURNING id;

-- name: end
-- The question ends: nobody answers it any more.
UPDATE checks
   SET ended_at = clock_timestamp(), ended_by = :member
 WHERE id = :id AND ended_at IS NULL;

-- name: settle
-- Staff have seen to a suggestion.
UPDATE checks
   SET settled_at = clock_timestamp(), settled_by = :member
 WHERE id = :id;
