-- A round with :nominees nominees. Forty jurors have scored each of them on six criteria, and
-- confirmed. Keys are not checked on the way: they are right, and two million sheets have five each.
SET session_replication_role = replica;

INSERT INTO companies (edition, name)
     SELECT editions.id, 'Company ' || number
       FROM editions, generate_series(1, :nominees) AS number;

INSERT INTO nominees (category, company, state)
     SELECT categories.id, companies.id, 'shortlisted' FROM categories, companies;

INSERT INTO rounds (category, fixed_at, opened_at, closed_at)
     SELECT id, clock_timestamp(), clock_timestamp(), clock_timestamp() FROM categories;

INSERT INTO shortlist (round, nominee) SELECT rounds.id, nominees.id FROM rounds, nominees;

INSERT INTO jurors (edition, name, address, mailbox, language, added_at)
     SELECT editions.id, 'Juror ' || number, number || '@jury.example', number || '@jury.example',
            'en', '2020-01-01'
       FROM editions, generate_series(1, 40) AS number;

INSERT INTO seats (juror, category) SELECT jurors.id, categories.id FROM jurors, categories;

INSERT INTO ballots (round, juror, salt, commitment, receipt)
     SELECT rounds.id, jurors.id, '', '', 'receipt ' || jurors.id FROM rounds, jurors;

-- Each score is two bits of one number that is drawn for the sheet.
INSERT INTO sheets (round, juror, nominee, scores, comments, score_versions, comment_versions,
                    ballot)
     SELECT drawn.round, drawn.juror, drawn.nominee,
            ARRAY[drawn.bits & 3, drawn.bits >> 2 & 3, drawn.bits >> 4 & 3, drawn.bits >> 6 & 3,
                  drawn.bits >> 8 & 3, drawn.bits >> 10 & 3]::smallint[],
            '{"","","","","",""}', '{1,1,1,1,1,1}', '{1,1,1,1,1,1}', drawn.ballot
       FROM (SELECT ballots.round, ballots.juror, ballots.id AS ballot, shortlist.nominee,
                    hashint8(ballots.juror * 1000003 + shortlist.nominee) AS bits
               FROM ballots
               JOIN shortlist ON shortlist.round = ballots.round) AS drawn
   ORDER BY drawn.juror, drawn.nominee;

-- What the reference program reads: one narrow row for each sheet.
CREATE TABLE bare_sheets AS SELECT juror::integer, nominee::integer, scores FROM sheets;

RESET session_replication_role;
ANALYZE;
