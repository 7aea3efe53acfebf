-- The sealed rules changed in mid-round. Called only by awards/resealing.py.

-- name: any_seen
-- Whether a round of an edition is closed, or was, so that its standings can have been seen.
SELECT EXISTS (SELECT FROM rounds
                 JOIN categories ON categories.id = rounds.category
                WHERE categories.edition = :edition AND (rounds.closed_at IS NOT NULL OR rounds.seen_at IS NOT NULL));
