-- People who want to be told when nominations open. Called only by awards/followers.py.

-- name: ask
-- Somebody left an address: a new follower, or one we know, whose confirmed address stays as it is.
INSERT INTO followers (address, mailbox, language)
     VALUES (:address, :mailbox, :language)
ON CONFLICT ON CONSTRAINT one_follower_a_mailbox
  DO UPDATE SET asked_at = clock_timestamp(),
                address = CASE WHEN followers.confirmed_at IS NULL
                               THEN excluded.address ELSE followers.address END,
                language = CASE WHEN followers.confirmed_at IS NULL
                                THEN excluded.language ELSE followers.language END
  RETURNING id, address, mailbox, language, asked_at;

-- name: follower
-- One follower by their id.
SELECT id, address, confirmed_at
  FROM followers
 WHERE id = :id;

-- name: confirm
-- A follower says that the address is theirs. Once more changes nothing.
   UPDATE followers
      SET confirmed_at = COALESCE(confirmed_at, clock_timestamp())
    WHERE id = :id
RETURNING id;

-- name: count
-- How many have confirmed, and are told of the next call or deadline.
SELECT count(*)
  FROM followers
 WHERE confirmed_at IS NOT NULL;

-- name: too_late_for_call
-- Who gets no letter any more that nominations are open waits for the one before they close.
   UPDATE followers
      SET told_of = :edition
    WHERE told_of IS NULL AND confirmed_at < :near
      AND (confirmed_at >= :opened OR clock_timestamp() >= :near);

-- name: to_call
-- The next who confirmed before nominations opened and were not told: now they are. What another
-- worker has in hand is left to them.
   UPDATE followers
      SET told_of = :edition
    WHERE id = ANY(ARRAY(SELECT id
                           FROM followers
                          WHERE told_of IS NULL AND confirmed_at < :opened
                       ORDER BY id
                          LIMIT :most
                            FOR UPDATE SKIP LOCKED))
RETURNING id, address, mailbox, language;

-- name: to_remind
-- The next whose last letter, before nominations close, is not written yet.
  SELECT id, address, mailbox, language
    FROM followers
   WHERE told_of = :edition AND confirmed_at IS NOT NULL
     AND NOT EXISTS (SELECT FROM letters
                      WHERE letters.occasion = 'follow-deadline:' || :edition::bigint || ':' || followers.id)
ORDER BY id
   LIMIT :most
     FOR UPDATE SKIP LOCKED;

-- name: link
-- The link of a follower.
  SELECT id
    FROM links
   WHERE purpose = 'follow' AND subject = :follower
ORDER BY created_at DESC, id
   LIMIT 1;

-- name: spent
-- The next to forget: who never confirmed, whose last letter has left, or whose year has closed after
-- they were told that it was open.
  SELECT id
    FROM followers
   WHERE (confirmed_at IS NULL AND asked_at < clock_timestamp() - :kept::interval)
      OR EXISTS (SELECT FROM letters
                  WHERE letters.occasion = 'follow-deadline:' || told_of || ':' || followers.id
                    AND letters.state NOT IN ('waiting', 'held', 'sending'))
      OR (NOT EXISTS (SELECT FROM editions
                       WHERE editions.id = told_of AND editions.stage = ANY(:open::text[]::stage[]))
          AND EXISTS (SELECT FROM letters
                       WHERE letters.occasion = 'follow-call:' || told_of || ':' || followers.id))
ORDER BY id
   LIMIT :most
     FOR UPDATE SKIP LOCKED;

-- name: wait_again
-- Who was to be told of a year that closed before there was a letter waits for the next.
UPDATE followers
   SET told_of = NULL
 WHERE told_of IS NOT NULL
   AND NOT EXISTS (SELECT FROM editions
                    WHERE editions.id = told_of AND editions.stage = ANY(:open::text[]::stage[]))
   AND NOT EXISTS (SELECT FROM letters
                    WHERE letters.occasion IN ('follow-call:' || told_of || ':' || followers.id,
                                               'follow-deadline:' || told_of || ':' || followers.id));

-- name: remove
-- Delete followers.
DELETE FROM followers
      WHERE id = ANY(:followers::bigint[]);

-- name: blank
-- Take the addresses of followers out of their letters, wherever these are on their way.
UPDATE letters
   SET name = '', address = '', mailbox = '', answer = ''
 WHERE facts ? 'follower' AND (facts->>'follower')::bigint = ANY(:followers::bigint[]);

-- name: blank_answers
-- Mail servers name the address in their answers: take out what came after it was forgotten.
UPDATE letters
   SET answer = ''
 WHERE facts ? 'follower' AND address = '' AND answer LIKE '%@%' AND state <> 'sending';
