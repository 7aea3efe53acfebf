-- Ballots: all of a juror's sheets in a category and round. Called only by awards/ballots.py.

-- name: of_juror
-- The ballots a juror is asked for: one for each category they have a seat in; closed from the
-- planned end of judging on.
  SELECT DISTINCT sheets_due.round, sheets_due.number, sheets_due.category,
         categories.position, categories.name AS category_name,
         sheets_due.closed_at IS NOT NULL
             OR COALESCE(sheets_due.closes <= statement_timestamp(), false) AS closed,
         sheets_due.closes, editions.comment_rule::text,
         ballots.id AS ident, ballots.confirmed_at, ballots.receipt, ballots.salt,
         ballots.commitment, ballots.contents,
         (SELECT reopened_ballots.reason FROM reopened_ballots
           WHERE reopened_ballots.round = sheets_due.round
             AND reopened_ballots.juror = sheets_due.juror
           ORDER BY reopened_ballots.reopened_at DESC LIMIT 1) AS reopened
    FROM sheets_due
    JOIN categories ON categories.id = sheets_due.category
    JOIN editions ON editions.id = categories.edition
    LEFT JOIN ballots ON ballots.id = sheets_due.ballot
   WHERE sheets_due.juror = :juror
ORDER BY categories.position, sheets_due.category;

-- name: confirm
-- Write down that a juror confirmed a ballot.
INSERT INTO ballots (round, juror, confirmed_at, salt, commitment, receipt, contents)
     VALUES (:round, :juror, :now, :salt, :commitment, :receipt, :contents)
  RETURNING id;

-- name: ballot
-- A confirmed ballot of an edition, held for whoever opens it again, unless its round is closed.
SELECT ballots.id, ballots.round, ballots.juror, rounds.closed_at IS NOT NULL AS closed
  FROM ballots
  JOIN rounds ON rounds.id = ballots.round
  JOIN categories ON categories.id = rounds.category
 WHERE ballots.id = :ballot AND categories.edition = :edition
   FOR UPDATE OF ballots;

-- name: reopen
-- Take a confirmed ballot out of the count, and keep what it was with the reason.
WITH gone AS (
    DELETE FROM ballots
     WHERE id = :ballot
 RETURNING id, round, juror, confirmed_at, salt, commitment, receipt
)
INSERT INTO reopened_ballots (ballot, round, juror, confirmed_at, salt, commitment, receipt,
                              reopened_by, reason)
     SELECT id, round, juror, confirmed_at, salt, commitment, receipt, :staff, :reason
       FROM gone;
