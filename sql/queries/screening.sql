-- Screening: nominations as staff see them, rejected and taken back. Called only by awards/screening.py.

-- name: page
-- Nominations of an edition that match what staff want to see, or one of them, with the nominee
-- each belongs to.
  SELECT nominations.id, nominations.category, categories.name AS category_name,
         nominations.company_name, COALESCE(nominations.organisation_number, '') AS number,
         nominations.nominator, nominations.address, nominations.relation, nominations.works_there,
         nominations.language,
         nominations.state::text, nominations.reason, nominations.sent_at, nominations.confirmed_at,
         nominations.ended_at, nominations.gone_through_at, staff.name AS entered_by,
         nominations.version, nominees.id AS nominee, heads.name AS nominee_name,
         count(*) OVER () AS total
    FROM nominations
    JOIN categories ON categories.id = nominations.category
    LEFT JOIN staff ON staff.id = nominations.entered_by
    LEFT JOIN company_heads ON company_heads.company = nominations.company
    LEFT JOIN companies AS heads ON heads.id = company_heads.head
    LEFT JOIN nominees ON nominees.company = heads.id AND nominees.category = nominations.category
   WHERE nominations.edition = :edition AND (nominations.junk = '' OR nominations.id = :nomination)
     AND (:nomination::bigint IS NULL OR nominations.id = :nomination)
     AND (:nominee::bigint IS NULL OR nominees.id = :nominee)
     AND (:category::bigint IS NULL OR nominations.category = :category)
     AND (:state = '' OR nominations.state::text = :state
          OR :state = 'new' AND nominations.gone_through_at IS NULL
             AND nominations.state IN ('sent', 'confirmed'))
     AND (strpos(lower(concat_ws(' ', nominations.company_name, heads.name, nominations.nominator,
                                 nominations.address)), lower(:search)) > 0
          OR strpos(nominations.organisation_number, replace(:search, ' ', '')) > 0
          OR EXISTS (SELECT FROM answers
                      WHERE answers.nomination = nominations.id
                        AND strpos(lower(answers.body), lower(:search)) > 0
                        AND NOT EXISTS (SELECT FROM answers AS later
                                         WHERE later.nomination = answers.nomination
                                           AND later.question = answers.question
                                           AND later.version > answers.version)))
ORDER BY CASE :sort WHEN 'company' THEN
             translate(replace(lower(nominations.company_name), 'aa', 'å'),
                       'åäöüéèêáàóòô', 'ÿæøyeeeaaooo')
                    WHEN 'nominator' THEN
             translate(replace(lower(nominations.nominator), 'aa', 'å'),
                       'åäöüéèêáàóòô', 'ÿæøyeeeaaooo')
         END COLLATE "C",
         CASE WHEN :sort = 'oldest' THEN nominations.sent_at END,
         nominations.sent_at DESC, nominations.id DESC
   LIMIT :most OFFSET :skipped;

-- name: some
-- Nominations of an edition by their ids, the longest waiting first.
  SELECT id, category, company_name, nominator, state::text, version
    FROM nominations
   WHERE edition = :edition AND id = ANY(:nominations::bigint[])
ORDER BY sent_at, id;

-- name: counts
-- How many nominations of an edition are in each state, and how many nobody has gone through.
  SELECT state::text, count(*),
         count(*) FILTER (WHERE gone_through_at IS NULL AND state IN ('sent', 'confirmed')) AS new
    FROM nominations
   WHERE edition = :edition AND junk = ''
GROUP BY state;

-- name: answers
-- What was answered in nominations, every version, the newest first.
  SELECT answers.nomination, answers.question, answers.version, answers.body, answers.answered_at,
         staff.name AS corrected_by, answers.reason
    FROM answers
    LEFT JOIN staff ON staff.id = answers.staff
   WHERE answers.nomination = ANY(:nominations::bigint[])
ORDER BY answers.nomination, answers.question, answers.version DESC;

-- name: go_through
-- Mark nominations as gone through, or as not; how they stand is not touched.
UPDATE nominations
   SET gone_through_at = CASE WHEN :done THEN clock_timestamp() END
 WHERE edition = :edition AND id = ANY(:nominations::bigint[])
   AND (gone_through_at IS NULL) = :done
RETURNING id;

-- name: reject
-- Reject nominations that stand as they were shown.
   UPDATE nominations
      SET state = 'rejected', reason = :reason, ended_at = clock_timestamp(), version = version + 1
    WHERE edition = :edition AND state IN ('sent', 'confirmed')
      AND (id, version) IN (SELECT shown.id, shown.version
                              FROM unnest(:nominations::bigint[], :versions::integer[])
                                   AS shown (id, version))
RETURNING id;

-- name: restore
-- Take back a rejection: what was confirmed counts again, the rest waits again.
   UPDATE nominations
      SET state = CASE WHEN confirmed_at IS NULL THEN 'sent' ELSE 'confirmed' END::nomination_state,
          reason = '', ended_at = NULL, version = version + 1
    WHERE edition = :edition AND id = :nomination AND version = :version AND state = 'rejected'
RETURNING category, company;

-- name: touch
-- A nomination is another one than was shown, because staff correct its answers.
   UPDATE nominations
      SET version = version + 1
    WHERE edition = :edition AND id = :nomination AND version = :version
RETURNING id;
