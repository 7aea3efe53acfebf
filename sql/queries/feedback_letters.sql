-- The letters with feedback. Called only by awards/feedback_letters.py.

-- name: people
-- Who works on the forms of these companies, and whether the secretariat knows them.
  SELECT company_heads.head, contributors.id AS contributor,
         contributor_is_vouched(contributors.id) AS vouched
    FROM company_heads
    JOIN contributors ON contributors.company = company_heads.company
   WHERE company_heads.head = ANY(:heads::bigint[])
     AND contributors.let_in_at IS NOT NULL AND contributor_is_inside(contributors.id)
ORDER BY company_heads.head, contributors.id;

-- name: is_sent
-- Was the feedback of a nominee sent that is still before the jury?
SELECT feedback.sent_at IS NOT NULL
  FROM feedback
  JOIN nominees ON nominees.id = feedback.nominee
 WHERE feedback.nominee = :nominee AND nominees.state = 'shortlisted';
