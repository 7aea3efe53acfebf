-- What waits for a person. Called only by awards/waiting.py.

-- name: counts
-- Confirmed nominations nobody has gone through, letters that did not arrive, jurors not invited,
-- what jurors asked about a case, and announcements that did not reach a channel.
SELECT (SELECT count(*)
          FROM nominations
         WHERE edition = :edition AND state = 'confirmed' AND gone_through_at IS NULL
       )::integer AS nominations,
       (SELECT count(*)
          FROM letters
         WHERE (edition = :edition OR edition IS NULL) AND state IN ('failed', 'unknown')
       )::integer AS letters,
       (SELECT count(*)
          FROM deliveries
          JOIN publications ON publications.id = deliveries.publication
          JOIN announcements ON announcements.id = publications.announcement
         WHERE announcements.edition = :edition AND deliveries.state = 'failed'
       )::integer AS deliveries,
       (SELECT count(*)
          FROM jurors
         WHERE edition = :edition AND invited_at IS NULL AND excused_at IS NULL
       )::integer AS uninvited,
       (SELECT count(*)
          FROM flags
          JOIN jurors ON jurors.id = flags.juror
         WHERE jurors.edition = :edition AND flags.settled_at IS NULL
       )::integer AS flags;
