-- What is published of a year. Called only by awards/records.py.

-- name: counted
-- The confirmed ballots of the rounds that are closed, of jurors who were on the panel then.
SELECT categories.slug AS category, rounds.number AS round, ballots.commitment
  FROM ballots
  JOIN rounds ON rounds.id = ballots.round AND rounds.closed_at IS NOT NULL
  JOIN categories ON categories.id = rounds.category
  JOIN jurors ON jurors.id = ballots.juror
             AND (jurors.excused_at IS NULL OR jurors.excused_at > rounds.closed_at)
 WHERE categories.edition = :edition;
