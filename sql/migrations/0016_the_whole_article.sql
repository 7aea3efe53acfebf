-- An announcement as readers get it: quotes, a picture, and an address of its own in each language.

ALTER TABLE pictures
    ADD key uuid NOT NULL DEFAULT gen_random_uuid();   -- its address, which nobody can guess
CREATE UNIQUE INDEX picture_keys_differ ON pictures (key);

ALTER TABLE announcements
    ADD quotes   jsonb   NOT NULL DEFAULT '[]',   -- [{"words": {"nb": ...}, "who": {"nb": ...}}]
    ADD picture  bigint  REFERENCES pictures,
    ADD alt      jsonb   NOT NULL DEFAULT '{}',   -- what the picture shows, in words
    ADD credit   text    NOT NULL DEFAULT '',     -- who took it
    ADD CONSTRAINT a_picture_is_put_in_words CHECK (picture IS NULL OR alt <> '{}');

ALTER TABLE announcement_versions
    ADD quotes   jsonb   NOT NULL DEFAULT '[]',
    ADD picture  bigint  REFERENCES pictures,
    ADD alt      jsonb   NOT NULL DEFAULT '{}',
    ADD credit   text    NOT NULL DEFAULT '';

ALTER TABLE corrections
    ADD quotes   jsonb   NOT NULL DEFAULT '[]',
    ADD picture  bigint  REFERENCES pictures,
    ADD alt      jsonb   NOT NULL DEFAULT '{}',
    ADD credit   text    NOT NULL DEFAULT '',
    ADD CONSTRAINT a_corrected_picture_is_put_in_words CHECK (picture IS NULL OR alt <> '{}');

-- The address of an announcement in a language: given when it is published, and its own for ever.
CREATE TABLE announcement_addresses (
    edition       bigint  NOT NULL REFERENCES editions,
    language      text    NOT NULL,
    slug          text    NOT NULL,
    announcement  bigint  NOT NULL REFERENCES announcements,
    PRIMARY KEY (edition, language, slug),
    CONSTRAINT one_address_in_a_language UNIQUE (announcement, language),
    CONSTRAINT an_address_is_not_empty CHECK (slug <> '')
);

-- What was published before keeps the address it had.
INSERT INTO announcement_addresses (edition, language, slug, announcement)
     SELECT announcements.edition, spoken.language, announcements.slug, announcements.id
       FROM announcements
       JOIN editions ON editions.id = announcements.edition
      CROSS JOIN LATERAL unnest(editions.languages) AS spoken (language)
      WHERE announcements.published_at IS NOT NULL;

-- Language -> address, of an announcement that readers have seen.
CREATE FUNCTION addresses_of(of_announcement bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT COALESCE(jsonb_object_agg(announcement_addresses.language, announcement_addresses.slug), '{}')
      FROM announcement_addresses
     WHERE announcement_addresses.announcement = of_announcement
$$;

-- Where the winner is told, for drafts and the home page: "the health conference, Oslo".
ALTER TABLE editions ADD ceremony jsonb NOT NULL DEFAULT '{}';
