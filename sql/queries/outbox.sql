-- The outbox: letters on their way. Called only by awards/outbox.py.

-- name: post
-- Put a letter into the outbox once per occasion; nothing when the occasion has its letter. What
-- is more than a day's worth for its mailbox waits until it is its turn.
WITH turn AS MATERIALIZED (
    SELECT CASE WHEN :most::integer > 0 THEN next_limited_letter(:mailbox, :most)
                ELSE clock_timestamp() END AS due
)
INSERT INTO letters (kind, occasion, edition, name, address, mailbox, language, facts, state, due,
                     limited, message_id, waits_for)
     SELECT :kind, :occasion, :edition, :name, :address, :mailbox, :language, :facts,
            (CASE WHEN turn.due > clock_timestamp() THEN 'held' ELSE 'waiting' END)::letter_state,
            turn.due, :most::integer > 0,
            :ident::text || '@'
                || COALESCE((SELECT split_part(sender, '@', 2) FROM award), 'awards.invalid'),
            :waits_for
       FROM turn
ON CONFLICT ON CONSTRAINT one_letter_per_occasion DO NOTHING
  RETURNING id;

-- name: claim
-- Take one letter that is due, or whose worker's lease ran out, and hold it under a new lease.
-- One that waits for an event leaves when that is sealed, looked up letter by letter. One that was
-- being sent when its lease ran out is claimed as unclear: nobody knows if it left.
     WITH next AS MATERIALIZED (
          SELECT id, state AS was
            FROM letters
           WHERE (state IN ('waiting', 'held') AND due <= clock_timestamp()
                  AND (waits_for IS NULL
                       OR (SELECT true FROM seals WHERE seals.event = letters.waits_for)))
              OR (state = 'sending' AND leased_until <= clock_timestamp())
        ORDER BY due, id
           LIMIT 1
             FOR UPDATE SKIP LOCKED
     )
   UPDATE letters
      SET state = 'sending', attempts = attempts + 1, lease = :lease,
          leased_until = clock_timestamp() + :lasts::interval
     FROM next
    WHERE letters.id = next.id
RETURNING letters.id, letters.kind, letters.occasion, letters.edition, letters.name,
          letters.address, letters.mailbox, letters.language, letters.facts, letters.attempts,
          letters.message_id, letters.created_at, next.was = 'sending' AS unclear;

-- name: holds
-- Whether a worker still has its lease, asked just before sending.
SELECT EXISTS (SELECT FROM letters
                WHERE id = :id AND lease = :lease AND state = 'sending'
                  AND leased_until > clock_timestamp());

-- name: settle
-- Write down how a sending ended, if the lease is still ours.
   UPDATE letters
      SET state = :state, answer = :answer, lease = NULL, leased_until = NULL,
          due = CASE WHEN :state::letter_state = 'waiting'
                     THEN clock_timestamp() + :again::interval ELSE due END,
          sent_at = CASE WHEN :state::letter_state = 'sent' THEN clock_timestamp() END
    WHERE id = :id AND lease = :lease AND state = 'sending'
RETURNING id;

-- name: send_again
-- Staff decide that a letter that failed, or may have been lost, goes out again.
   UPDATE letters
      SET state = 'waiting', due = clock_timestamp(), attempts = 0
    WHERE id = :id AND state IN ('failed', 'unknown', 'held')
RETURNING id;

-- name: counts
-- How many letters are in each state.
SELECT state::text, count(*)::integer AS count
  FROM letters
 GROUP BY state;

-- name: page
-- Letters, newest first, in one state or in all, from below an id.
  SELECT id, kind, edition, name, address, language, state::text, due, attempts, answer,
         created_at, sent_at, message_id
    FROM letters
   WHERE (:state::text = '' OR state = :state::text::letter_state)
     AND (:below::bigint IS NULL OR id < :below)
ORDER BY id DESC
   LIMIT :most;

-- name: letter
-- One letter with what it is made of.
SELECT id, kind, occasion, edition, name, address, mailbox, language, facts, attempts, message_id,
       created_at
  FROM letters
 WHERE id = :id;
