-- The published items that readers may see. Called only by awards/news.py.

-- name: items
-- A page of the published items in a language, of all editions or one year, of all kinds or one, the newest first.
  SELECT announcements.id, announcements.uid, editions.year, editions.languages,
         announcements.kind::text, addresses_of(announcements.id) AS addresses,
         announcements.headline, announcements.lead, announcements.body, announcements.quotes,
         announcements.picture, pictures.key::text AS picture_key,
         pictures.media_type AS picture_media_type, pictures.width AS picture_width,
         pictures.height AS picture_height, octet_length(pictures.content) AS picture_size,
         announcements.alt, announcements.credit, announcements.correction,
         announcements.published_at, announcements.updated_at
    FROM announcements
    JOIN editions ON editions.id = announcements.edition
    LEFT JOIN pictures ON pictures.id = announcements.picture
   WHERE announcements.state = 'published'
     AND :language = ANY(editions.languages)
     AND (:year::integer IS NULL OR editions.year = :year)
     AND (:kind::text IS NULL OR announcements.kind::text = :kind)
ORDER BY announcements.published_at DESC, announcements.id DESC
   LIMIT :most OFFSET :skipped;

-- name: count
-- How many published items there are in a language.
SELECT count(*)
  FROM announcements
  JOIN editions ON editions.id = announcements.edition
 WHERE announcements.state = 'published'
   AND :language = ANY(editions.languages);

-- name: item
-- One item that readers have seen, by its address in any language; it may have been withdrawn since.
SELECT announcements.id, announcements.uid, editions.year, editions.languages,
       announcements.kind::text, addresses_of(announcements.id) AS addresses,
       announcements.headline, announcements.lead, announcements.body, announcements.quotes,
       announcements.picture, pictures.key::text AS picture_key,
       pictures.media_type AS picture_media_type, pictures.width AS picture_width,
       pictures.height AS picture_height, octet_length(pictures.content) AS picture_size,
       announcements.alt, announcements.credit, announcements.correction,
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

-- name: addresses
-- Where each published item stands, in each language, the newest first.
  SELECT editions.year, editions.languages, addresses_of(announcements.id) AS addresses,
         announcements.updated_at
    FROM announcements
    JOIN editions ON editions.id = announcements.edition
   WHERE announcements.state = 'published'
ORDER BY announcements.published_at DESC, announcements.id DESC
   LIMIT :most;

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

-- name: picture
-- A picture, if it stands in a version of a published item of this year.
SELECT pictures.content
  FROM pictures
 WHERE pictures.key = :key::uuid
   AND EXISTS (SELECT FROM announcement_versions
                 JOIN announcements ON announcements.id = announcement_versions.announcement
                 JOIN editions ON editions.id = announcements.edition
                WHERE announcement_versions.picture = pictures.id
                  AND announcements.state = 'published'
                  AND editions.year = :year);

-- name: changed
-- When the news last changed for readers, an item that was taken away included.
SELECT max(updated_at)
  FROM announcements
 WHERE state IN ('published', 'withdrawn');
