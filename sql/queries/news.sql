-- What readers may see: published items, and the year once it is out. Called only by awards/news.py.

-- name: items
-- Published items of all editions in a language, or of one year, the newest first.
  SELECT announcements.id, announcements.uid, editions.year, editions.languages,
         announcements.kind::text, addresses_of(announcements.id) AS addresses,
         announcements.headline, announcements.lead, announcements.body, announcements.quotes,
         announcements.picture, pictures.key::text AS picture_key, announcements.alt,
         announcements.credit, announcements.correction,
         announcements.published_at, announcements.updated_at
    FROM announcements
    JOIN editions ON editions.id = announcements.edition
    LEFT JOIN pictures ON pictures.id = announcements.picture
   WHERE announcements.state = 'published'
     AND :language = ANY(editions.languages)
     AND (:year::integer IS NULL OR editions.year = :year)
ORDER BY announcements.published_at DESC, announcements.id DESC
   LIMIT :most;

-- name: item
-- One item that readers have seen, by its address in any language; it may have been withdrawn since.
SELECT announcements.id, announcements.uid, editions.year, editions.languages,
       announcements.kind::text, addresses_of(announcements.id) AS addresses,
       announcements.headline, announcements.lead, announcements.body, announcements.quotes,
       announcements.picture, pictures.key::text AS picture_key, announcements.alt,
       announcements.credit, announcements.correction,
       announcements.published_at, announcements.updated_at,
       announcements.state = 'withdrawn' AS withdrawn
  FROM announcements
  JOIN editions ON editions.id = announcements.edition
  LEFT JOIN pictures ON pictures.id = announcements.picture
 WHERE editions.year = :year
   AND announcements.id = (SELECT found.announcement
                             FROM announcement_addresses AS found
                            WHERE found.edition = editions.id AND found.slug = :slug
                         ORDER BY found.language = :language DESC, found.language
                            LIMIT 1)
   AND announcements.state IN ('published', 'withdrawn')
   AND :language = ANY(editions.languages);

-- name: versions
-- Every version of an item that readers have seen, the newest first.
  SELECT announcement_versions.headline, announcement_versions.lead, announcement_versions.body,
         announcement_versions.quotes, announcement_versions.picture,
         pictures.key::text AS picture_key, announcement_versions.alt,
         announcement_versions.credit, announcement_versions.correction,
         announcement_versions.seen_from
    FROM announcement_versions
    LEFT JOIN pictures ON pictures.id = announcement_versions.picture
   WHERE announcement_versions.announcement = :id
ORDER BY announcement_versions.version DESC
   LIMIT :most;

-- name: changed
-- When the news last changed for readers, an item that was taken away included.
SELECT max(updated_at)
  FROM announcements
 WHERE state IN ('published', 'withdrawn');

-- name: finalists_are_out
-- Whether an item about the finalists of an edition is out.
SELECT EXISTS (SELECT FROM announcements
                WHERE edition = :edition AND kind = 'finalists' AND state = 'published');

-- name: announced_at
-- When the winners of an edition became known.
SELECT timetable.done_at
  FROM timetable
 WHERE timetable.edition = :edition AND timetable.stage = 'announced';
