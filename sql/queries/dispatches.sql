-- What leaves for channels. Called only by awards/dispatches.py.

-- name: item
-- An announcement as readers saw it in one version.
SELECT announcements.id, announcements.uid, editions.year, editions.languages,
       announcements.kind::text, addresses_of(announcements.id) AS addresses,
       announcement_versions.headline, announcement_versions.lead, announcement_versions.body,
       announcement_versions.quotes, announcement_versions.picture,
       pictures.key::text AS picture_key, announcement_versions.alt,
       announcement_versions.credit, announcement_versions.correction,
       announcements.published_at, announcement_versions.seen_from AS updated_at
  FROM announcement_versions
  JOIN announcements ON announcements.id = announcement_versions.announcement
  JOIN editions ON editions.id = announcements.edition
  LEFT JOIN pictures ON pictures.id = announcement_versions.picture
 WHERE announcement_versions.announcement = :announcement
   AND announcement_versions.version = :version;
