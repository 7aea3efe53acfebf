-- Amendments: corrections of frozen cases. Called only by awards/amendments.py.

-- name: company
-- The company whose case a nominee of an edition has.
SELECT named_nominees.company
  FROM named_nominees
  JOIN categories ON categories.id = named_nominees.category
 WHERE named_nominees.nominee = :nominee AND categories.edition = :edition;

-- name: make
-- Correct the case of a company; the same words twice are one correction.
INSERT INTO amendments (company, words, staff, made_at)
     VALUES (:company, :words, :staff, :now)
ON CONFLICT (company, md5(words::text)) DO NOTHING
  RETURNING id;
