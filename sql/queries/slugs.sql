-- The addresses of announcements. Called only by awards/slugs.py.

-- name: to_name
-- What an announcement's addresses are made from.
SELECT announcements.edition, announcements.headline, editions.languages
  FROM announcements
  JOIN editions ON editions.id = announcements.edition
 WHERE announcements.id = :id;

-- name: give
-- Give it this address in a language, unless another of its year has it; true if it was free.
INSERT INTO announcement_addresses (edition, language, slug, announcement)
     VALUES (:edition, :language, :slug, :announcement)
ON CONFLICT (edition, language, slug) DO NOTHING
  RETURNING true;
