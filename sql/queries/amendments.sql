-- Amendments: what is added to frozen cases. Called only by awards/amendments.py.

-- name: company
-- The company whose case a nominee of an edition has.
SELECT named_nominees.company
  FROM named_nominees
  JOIN categories ON categories.id = named_nominees.category
 WHERE named_nominees.nominee = :nominee AND categories.edition = :edition;

-- name: make
-- Add to the case of a company; the same words twice are one amendment.
INSERT INTO amendments (company, words, staff, made_at)
     VALUES (:company, :words, :staff, :now)
ON CONFLICT (company, md5(words::text)) DO NOTHING
  RETURNING id;

-- name: made
-- The amendment of a company's case that says this already.
SELECT id FROM amendments WHERE company = :company AND words = :words;
