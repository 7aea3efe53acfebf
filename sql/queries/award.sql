-- The award itself. Called only by awards/award.py.

-- name: award
-- The one award of this installation, with the version of its public site.
SELECT award.name, award.organisation, award.privacy_notice, award.languages, award.zone,
       award.sender_name, award.sender, award.reply_public, award.reply_jury, award.feed,
       award.created_at, award.version
  FROM award;

-- name: create
-- Create the award, once.
INSERT INTO award (name, organisation, privacy_notice, languages, zone, sender_name, sender,
                   reply_public, reply_jury)
     VALUES (:name, :organisation, :privacy_notice, :languages, :zone, :sender_name, :sender,
             :reply_public, :reply_jury);

-- name: change
-- Change the award, if nobody else did since it was shown.
   UPDATE award
      SET name = :name, organisation = :organisation, privacy_notice = :privacy_notice,
          languages = :languages, zone = :zone, sender_name = :sender_name, sender = :sender,
          reply_public = :reply_public, reply_jury = :reply_jury, version = version + 1
    WHERE version = :version
RETURNING version;
