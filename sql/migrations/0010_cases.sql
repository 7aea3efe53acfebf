-- Cases: read as one value over all that was joined, frozen when judging opens, corrected in the open.

CREATE TABLE amendments (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    company   bigint      NOT NULL REFERENCES companies,
    words     jsonb       NOT NULL,                 -- what is corrected, in each language
    staff     bigint      NOT NULL REFERENCES staff,
    made_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT an_amendment_says_what_it_corrects CHECK (words <> '{}')
);
CREATE INDEX amendments_of_a_company ON amendments (company, made_at);
CREATE UNIQUE INDEX an_amendment_is_made_once ON amendments (company, md5(words::text));

-- When the case of a company was last corrected, whatever it was joined with.
CREATE FUNCTION case_amended_at(company bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT max(amendments.made_at) FROM amendments
     WHERE amendments.company IN (SELECT company_family(case_amended_at.company))
$$;

-- The company's logo: the newest that it sent, unless it was taken away.
CREATE FUNCTION company_logo(head bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT NULLIF(company_answers.body, '')::bigint FROM company_answers
     WHERE company_answers.company IN (SELECT company_family(head))
       AND company_answers.item = 'logo'
     ORDER BY company_answers.id DESC LIMIT 1
$$;

-- One version of what a company said; whose hand it was in, only for those who read everything.
CREATE FUNCTION company_version(bigint, everything boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
               'id', company_answers.id, 'body', company_answers.body,
               'at', company_answers.answered_at, 'reason', company_answers.reason,
               'by_staff', company_answers.staff IS NOT NULL,
               'language', COALESCE(contributors.language, ''),
               'person', CASE WHEN everything THEN COALESCE(staff.name, contributors.name) END)
      FROM company_answers
      LEFT JOIN staff ON staff.id = company_answers.staff
      LEFT JOIN contributors ON contributors.id = company_answers.contributor
     WHERE company_answers.id = $1
$$;

-- All that a case is made of, as one value. What the jury reads of an answer is the newest of what
-- was handed in, and of what staff corrected. Jurors never get names of nominators or contributors,
-- nor questions that are not shown to them; staff, who read everything, do.
CREATE FUNCTION case_material(
    head bigint, competing bigint, everything boolean, skipped integer, most integer
) RETURNS jsonb LANGUAGE sql STABLE AS $$
WITH kin AS MATERIALIZED (
    SELECT companies.id, companies.edition, companies.organisation_number, companies.snapshot,
           companies.id = head AS is_head
      FROM company_family(head) AS family (id)
      JOIN companies ON companies.id = family.id
), asked AS MATERIALIZED (
    SELECT questions.id, questions.form, questions.position,
           jsonb_build_object(
               'id', questions.id, 'edition', questions.edition, 'form', questions.form,
               'category', questions.category, 'position', questions.position,
               'kind', questions.kind, 'label', questions.label, 'help', questions.help,
               'need', questions.need, 'word_limit', questions.word_limit,
               'shown_to_jury', questions.shown_to_jury, 'public', questions.public,
               'choices', questions.choices, 'figure', questions.figure,
               'scale', questions.scale, 'rule', questions.rule, 'unmet', questions.unmet,
               'way_out', questions.way_out, 'retired', questions.retired_at IS NOT NULL,
               'version', questions.version) AS row
      FROM questions
     WHERE questions.edition = (SELECT kin.edition FROM kin LIMIT 1)
       AND (questions.category IS NULL OR questions.category = competing)
       AND (everything OR questions.shown_to_jury)
), handed_in AS MATERIALIZED (
    SELECT max(company_answers.id) AS id, max(company_answers.answered_at) AS at
      FROM company_answers
     WHERE company_answers.company IN (SELECT kin.id FROM kin)
       AND company_answers.item = 'handed_in'
), frozen AS (
    SELECT COALESCE(min(rounds.opened_at), 'infinity') AS at
      FROM rounds WHERE rounds.category = competing
), told AS MATERIALIZED (
    SELECT nominations.id, nominations.mailbox, nominations.relation, nominations.language,
           nominations.works_there, nominations.sent_at,
           CASE WHEN everything THEN nominations.nominator END AS nominator,
           row_number() OVER (ORDER BY nominations.id) AS place
      FROM nominations
     WHERE nominations.category = competing AND nominations.state = 'confirmed'
       AND nominations.company IN (SELECT kin.id FROM kin)
)
SELECT jsonb_build_object(
    'year', editions.year,
    'amendments', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object(
                   'words', amendments.words, 'at', amendments.made_at,
                   'person', CASE WHEN everything THEN staff.name END)
                   ORDER BY amendments.id DESC), '[]')
          FROM amendments JOIN staff ON staff.id = amendments.staff
         WHERE amendments.company IN (SELECT kin.id FROM kin)),
    'snapshot', (
        SELECT jsonb_build_object(
                   'organisation_number', snapshots.organisation_number,
                   'fetched_at', snapshots.fetched_at, 'facts', snapshots.facts,
                   'purged_at', snapshots.purged_at)
          FROM kin JOIN snapshots ON snapshots.id = kin.snapshot
         ORDER BY kin.is_head DESC, snapshots.fetched_at DESC LIMIT 1),
    'members_listed', EXISTS (
        SELECT FROM members WHERE members.edition = editions.id),
    'member', (
        SELECT jsonb_build_object('kind', members.kind,
                                  'may_be_nominated', members.may_be_nominated)
          FROM kin JOIN members ON members.edition = editions.id
                               AND members.organisation_number = kin.organisation_number
         ORDER BY kin.is_head DESC, members.organisation_number LIMIT 1),
    'logo', company_logo(head),
    'handed_in', (SELECT handed_in.at FROM handed_in),
    'informed', EXISTS (
        SELECT FROM contributors
         WHERE contributors.company IN (SELECT kin.id FROM kin)
           AND (contributors.origin IN ('staff', 'register')
                OR contributors.let_in_by LIKE 'staff:%')
           AND contributors.let_in_at < (SELECT frozen.at FROM frozen))
        OR EXISTS (
        SELECT FROM company_answers
         WHERE company_answers.company IN (SELECT kin.id FROM kin)
           AND company_answers.item = 'informed'
           AND company_answers.answered_at < (SELECT frozen.at FROM frozen)),
    'answers', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object(
                   'question', asked.row,
                   'read', (
                       SELECT company_version(max(company_answers.id), everything)
                         FROM company_answers
                        WHERE company_answers.company IN (SELECT kin.id FROM kin)
                          AND company_answers.question = asked.id
                          AND (company_answers.staff IS NOT NULL
                               OR company_answers.id < (SELECT handed_in.id FROM handed_in))),
                   'waived', (
                       SELECT eligibility_overrides.reason FROM eligibility_overrides
                        WHERE eligibility_overrides.question = asked.id
                          AND eligibility_overrides.company IN (SELECT kin.id FROM kin)
                        ORDER BY eligibility_overrides.made_at DESC LIMIT 1),
                   'versions', CASE WHEN everything THEN (
                       SELECT jsonb_agg(company_version(newest.id, true) ORDER BY newest.id DESC)
                         FROM (SELECT company_answers.id FROM company_answers
                                WHERE company_answers.company IN (SELECT kin.id FROM kin)
                                  AND company_answers.question = asked.id
                                ORDER BY company_answers.id DESC LIMIT 20) AS newest) END)
                   ORDER BY asked.position), '[]')
          FROM asked WHERE asked.form = 'company'),
    'questions', (
        SELECT COALESCE(jsonb_agg(asked.row ORDER BY asked.position), '[]')
          FROM asked WHERE asked.form = 'nomination'),
    'nominators', (
        SELECT count(DISTINCT COALESCE(NULLIF(told.mailbox, ''), told.id::text)) FROM told),
    'nominations', (SELECT count(*) FROM told),
    'reasons', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object(
                   'relation', told.relation, 'language', told.language,
                   'works_there', told.works_there, 'at', told.sent_at,
                   'nominator', told.nominator,
                   'nomination', CASE WHEN everything THEN told.id END,
                   'answers', (
                       SELECT COALESCE(jsonb_object_agg(asked.id, jsonb_build_object(
                                  'id', answer.version, 'body', answer.body,
                                  'at', answer.answered_at, 'reason', answer.reason,
                                  'by_staff', answer.staff IS NOT NULL,
                                  'person', CASE WHEN everything THEN staff.name END)), '{}')
                         FROM asked
                         JOIN LATERAL (SELECT answers.version, answers.body, answers.answered_at,
                                              answers.reason, answers.staff
                                         FROM answers
                                        WHERE answers.nomination = told.id
                                          AND answers.question = asked.id
                                        ORDER BY answers.version DESC LIMIT 1) AS answer ON true
                         LEFT JOIN staff ON staff.id = answer.staff
                        WHERE asked.form = 'nomination'))
                   ORDER BY told.id), '[]')
          FROM told WHERE told.place > skipped AND told.place <= skipped + most))
  FROM editions
 WHERE editions.id = (SELECT kin.edition FROM kin LIMIT 1)
$$;
