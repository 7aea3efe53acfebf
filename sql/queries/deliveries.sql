-- Announcements on their way to channels. Called only by awards/deliveries.py.

-- name: begin
-- The first delivery to every channel that wants this kind, in each language that both speak.
WITH published AS (
    INSERT INTO publications (channel, announcement, language)
         SELECT channels.id, announcements.id, spoken.language
           FROM announcements
           JOIN editions ON editions.id = announcements.edition
           JOIN channels ON channels.active AND announcements.kind = ANY(channels.kinds)
          CROSS JOIN LATERAL unnest(editions.languages) AS spoken (language)
          WHERE announcements.id = :announcement
            AND announcements.state = 'published'
            AND spoken.language = ANY(channels.languages)
       ORDER BY channels.id, spoken.language
    ON CONFLICT (channel, announcement, language) DO NOTHING
      RETURNING id
)
INSERT INTO deliveries (publication, position, deed, wording)
     SELECT published.id, 1, 'publish', announcements.version
       FROM published, announcements
      WHERE announcements.id = :announcement;

-- name: follow
-- What became of it, at every channel that was given it.
INSERT INTO deliveries (publication, position, deed, wording)
     SELECT publications.id, max(earlier.position) + 1, :deed,
            (SELECT max(version) FROM announcement_versions
              WHERE announcement_versions.announcement = publications.announcement)
       FROM publications
       JOIN deliveries AS earlier ON earlier.publication = publications.id
      WHERE publications.announcement = :announcement
   GROUP BY publications.id, publications.announcement;
