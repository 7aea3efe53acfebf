-- Where announcements go besides our own pages. Called only by awards/channels.py.

-- name: channels
-- Every channel, or one of them, with the secrets that it has now, the newest last.
  SELECT channels.id, channels.kind, channels.name, channels.address, channels.languages,
         channels.kinds::text[], channels.settings, channels.patience, channels.active,
         ARRAY(SELECT channel_secrets.secret
                 FROM channel_secrets
                WHERE channel_secrets.channel = channels.id AND channel_secrets.ended_at IS NULL
             ORDER BY channel_secrets.id) AS secrets,
         channels.version
    FROM channels
   WHERE :id::bigint IS NULL OR channels.id = :id
ORDER BY channels.name
   LIMIT :most;

-- name: make
-- A new channel, unless another has its name.
INSERT INTO channels (kind, name, address, languages, kinds, settings)
     VALUES (:kind, :name, :address, :languages, :kinds::text[]::announcement_kind[], :settings)
ON CONFLICT ON CONSTRAINT channel_names_differ DO NOTHING
  RETURNING id;

-- name: is_taken
-- Whether another channel has this name.
SELECT EXISTS (SELECT FROM channels WHERE name = :name AND id <> :id);

-- name: change
-- Set a channel up anew, if it is still in the version that was shown.
UPDATE channels
   SET name = :name, address = :address, languages = :languages,
       kinds = :kinds::text[]::announcement_kind[], settings = :settings, version = version + 1
 WHERE id = :id AND version = :version;

-- name: switch
-- On or off for what is published from now on.
UPDATE channels
   SET active = :active, version = version + 1
 WHERE id = :id;

-- name: hold
-- Keep others from changing a channel until this transaction ends.
   SELECT true
     FROM channels
    WHERE id = :id
      FOR UPDATE;

-- name: secrets
-- The secrets that a channel has now, the oldest first.
  SELECT id
    FROM channel_secrets
   WHERE channel = :channel AND ended_at IS NULL
ORDER BY id;

-- name: add_secret
-- Another secret, the newest.
INSERT INTO channel_secrets (channel, secret)
     VALUES (:channel, :secret);

-- name: end_secrets
-- End every secret of a channel but one, or all of them. What is ended is not kept.
UPDATE channel_secrets
   SET ended_at = clock_timestamp(), secret = ''
 WHERE channel = :channel AND ended_at IS NULL AND id IS DISTINCT FROM :but::bigint;
