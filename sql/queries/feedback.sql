-- Feedback: what companies that were judged are told. Called only by awards/feedback.py.

-- name: judged
-- The nominees that were judged and are still before the jury, with the newest round they were in and
-- what is kept of their feedback; version 0 where nothing is. What counts in it is as it has been since
-- the round was closed, or since a recusal was declared or undone after that.
SELECT named_nominees.nominee, named_nominees.company AS head, named_nominees.name AS company,
       named_nominees.category, newest.round, newest.number,
       GREATEST(newest.closed_at,
                (SELECT max(GREATEST(recusals.declared_at, recusals.undone_at))
                   FROM recusals
                   JOIN jurors ON jurors.id = recusals.juror
                  WHERE jurors.edition = categories.edition)) AS counted_at,
       COALESCE(feedback.words, '{}') AS words, COALESCE(feedback.version, 0) AS version,
       feedback.reviewed_at, feedback.sent_at, staff.name AS reviewed_by
  FROM named_nominees
  JOIN categories ON categories.id = named_nominees.category
 CROSS JOIN LATERAL (
        SELECT rounds.id AS round, rounds.number,
               COALESCE(rounds.closed_at, rounds.opened_at) AS closed_at
          FROM shortlist
          JOIN rounds ON rounds.id = shortlist.round
         WHERE shortlist.nominee = named_nominees.nominee
           AND rounds.opened_at IS NOT NULL
      ORDER BY rounds.number DESC
         LIMIT 1) AS newest
  LEFT JOIN feedback ON feedback.nominee = named_nominees.nominee
  LEFT JOIN staff ON staff.id = feedback.reviewed_by
 WHERE categories.edition = :edition AND named_nominees.state = 'shortlisted';

-- name: comments
-- The comments on the sheets of these rounds, with their jurors, and whether they were chosen. Which
-- sheets count is for Python to see.
SELECT sheets.round, sheets.juror, sheets.nominee, said.place::integer, said.body,
       jurors.name AS author, feedback_comments.nominee IS NOT NULL AS chosen
  FROM sheets
  JOIN jurors ON jurors.id = sheets.juror
 CROSS JOIN LATERAL unnest(sheets.comments) WITH ORDINALITY AS said (body, place)
  LEFT JOIN feedback_comments
         ON (feedback_comments.nominee, feedback_comments.round, feedback_comments.juror)
            = (sheets.nominee, sheets.round, sheets.juror)
        AND feedback_comments.place = said.place
 WHERE sheets.round = ANY(:rounds::bigint[]) AND said.body <> '';

-- name: keep
-- Keep the words, if nobody else did since they were shown; whoever changes them takes the review back.
INSERT INTO feedback (nominee, words)
     VALUES (:nominee, :words)
ON CONFLICT (nominee) DO UPDATE
        SET words = excluded.words, reviewed_by = NULL, reviewed_at = NULL,
            version = feedback.version + 1
      WHERE feedback.version = :version AND feedback.sent_at IS NULL
  RETURNING version;

-- name: drop_comments
-- No comment is chosen any more.
DELETE FROM feedback_comments
 WHERE nominee = :nominee;

-- name: choose_comments
-- These comments are chosen.
INSERT INTO feedback_comments (nominee, round, juror, place)
     SELECT :nominee, chosen.round, chosen.juror, chosen.place
       FROM unnest(:rounds::bigint[], :jurors::bigint[], :places::smallint[])
         AS chosen (round, juror, place);

-- name: review
-- Staff have reviewed it as it was shown.
   UPDATE feedback
      SET reviewed_by = :member, reviewed_at = clock_timestamp()
    WHERE nominee = :nominee AND version = :version AND sent_at IS NULL
RETURNING nominee;

-- name: sent
-- Its letters are posted; it is what was reviewed.
   UPDATE feedback
      SET sent_at = clock_timestamp()
    WHERE nominee = :nominee AND version = :version AND sent_at IS NULL AND reviewed_at IS NOT NULL
RETURNING nominee;

-- name: out_of_it
-- The companies that stood on a shortlist that was judged, and are not before the jury any more.
  SELECT named_nominees.name AS company
    FROM named_nominees
    JOIN categories ON categories.id = named_nominees.category
   WHERE categories.edition = :edition AND named_nominees.state <> 'shortlisted'
     AND EXISTS (SELECT FROM shortlist
                   JOIN rounds ON rounds.id = shortlist.round
                  WHERE shortlist.nominee = named_nominees.nominee AND rounds.opened_at IS NOT NULL)
ORDER BY categories.position, named_nominees.name;
