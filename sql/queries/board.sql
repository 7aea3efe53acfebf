-- Progress of the newest open rounds: who has done how much, never what they scored.
-- Called only by awards/board.py.

-- name: sheets
-- What each juror has made of each nominee on their ballots, and whether the ballot is confirmed:
-- in the rounds that are open, or when none is, in the newest that were.
   SELECT due.juror, due.category, due.number, due.nominee, named_nominees.name AS company,
          due.ballot, ballots.confirmed_at,
          CASE WHEN due.recused THEN 'recused'
               WHEN sheets.nominee IS NULL THEN 'open'
               WHEN sheets.abstained_reason IS NOT NULL THEN 'abstained'
               WHEN array_remove(sheets.scores, NULL) = '{}'
                AND array_remove(sheets.comments, '') = '{}' THEN 'open'
               WHEN array_position(sheets.scores, NULL) IS NOT NULL
                 OR cardinality(sheets.scores) < (SELECT count(*) FROM criteria
                                                   WHERE criteria.category = due.category)
                 OR EXISTS (SELECT FROM criteria
                             WHERE criteria.category = due.category
                               AND sheets.comments[criteria.place] = ''
                               AND (editions.comment_rule = 'always'
                                    OR editions.comment_rule = 'extremes'
                                   AND sheets.scores[criteria.place]
                                       IN (criteria.lowest, criteria.highest)))
               THEN 'begun'
               ELSE 'complete' END AS state
     FROM sheets_due AS due
     JOIN categories ON categories.id = due.category
     JOIN editions ON editions.id = categories.edition
     JOIN named_nominees ON named_nominees.nominee = due.nominee
LEFT JOIN sheets
       ON sheets.round = due.round AND sheets.juror = due.juror AND sheets.nominee = due.nominee
LEFT JOIN ballots ON ballots.id = due.ballot
    WHERE categories.edition = :edition
      AND (due.closed_at IS NULL
           OR NOT EXISTS (SELECT FROM rounds
                            JOIN categories AS beside ON beside.id = rounds.category
                           WHERE beside.edition = :edition
                             AND rounds.opened_at IS NOT NULL AND rounds.closed_at IS NULL))
 ORDER BY categories.position, categories.id, due.juror, due.nominee;

-- name: doors
-- Each juror's newest link, when they were last here, their last letter, whether they have read the
-- rules, their recusals, and how many names they have yet to look at for conflicts.
   SELECT jurors.id AS juror, link.id IS NOT NULL AS linked,
          link.id IS NOT NULL AND link.revoked_at IS NULL AS holds,
          COALESCE(link.generation, 1) AS generation, link.used_at AS opened_at,
          GREATEST((SELECT max(sessions.seen_at) FROM sessions
                     WHERE sessions.audience = 'juror' AND sessions.subject = jurors.id),
                   (SELECT max(sheets.saved_at) FROM sheets
                     WHERE sheets.juror = jurors.id)) AS seen_at,
          letter.state::text AS letter, letter.kind AS letter_kind,
          jurors.welcomed_at, jurors.read_version,
          COALESCE((SELECT max(rules.version) FROM rules
                     WHERE rules.edition = jurors.edition), 0) AS sealed_version,
          (SELECT count(DISTINCT named_nominees.company)
             FROM seats
             JOIN named_nominees ON named_nominees.category = seats.category
                                AND named_nominees.state IN ('proposed', 'shortlisted')
            WHERE seats.juror = jurors.id AND jurors.excused_at IS NULL
              AND NOT has_declared(seats.juror, named_nominees.company)) AS undeclared,
          (SELECT count(*) FROM recusals
            WHERE recusals.juror = jurors.id AND recusals.undone_at IS NULL) AS recusals
     FROM jurors
LEFT JOIN LATERAL (SELECT links.id, links.generation, links.revoked_at, links.used_at
                     FROM links
                    WHERE links.purpose = 'juror' AND links.subject = jurors.id
                 ORDER BY links.created_at DESC, links.id LIMIT 1) AS link ON true
LEFT JOIN LATERAL (SELECT letters.state, letters.kind
                     FROM letters
                    WHERE letters.edition = jurors.edition AND letters.mailbox = jurors.mailbox
                      AND letters.kind LIKE 'juror\_%' AND letters.kind <> 'juror_test'
                 ORDER BY letters.id DESC LIMIT 1) AS letter ON true
    WHERE jurors.edition = :edition;

-- name: recusals
-- The recusals of a juror, or of all, standing and undone, the newest first, with who on the staff
-- set and undid them, and how many they are.
  SELECT recusals.id, jurors.name AS juror, companies.name AS company, recusals.kind::text, recusals.words,
         editions.recusal_grade::text AS grade, recusals.by_staff,
         setter.name AS set_by, recusals.declared_at, recusals.undone_at,
         undoer.name AS undone_by, recusals.undone_reason, count(*) OVER () AS total
    FROM recusals
    JOIN companies ON companies.id = recusals.company
    JOIN jurors ON jurors.id = recusals.juror
    JOIN editions ON editions.id = jurors.edition
    LEFT JOIN staff AS setter ON setter.id = recusals.by_staff
    LEFT JOIN staff AS undoer ON undoer.id = recusals.undone_by
   WHERE jurors.edition = :edition AND (:juror::bigint IS NULL OR recusals.juror = :juror)
ORDER BY recusals.undone_at IS NOT NULL, recusals.id DESC
   LIMIT :most;
