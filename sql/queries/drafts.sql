-- What first drafts are made of. Called only by awards/drafts.py.

-- name: shortlisted
-- The companies on the first fixed shortlist of each category.
  SELECT rounds.category, named_nominees.name AS company
    FROM rounds
    JOIN categories ON categories.id = rounds.category
    JOIN shortlist ON shortlist.round = rounds.id
    JOIN named_nominees ON named_nominees.nominee = shortlist.nominee
   WHERE categories.edition = :edition
     AND rounds.fixed_at IS NOT NULL
     AND rounds.number = (SELECT min(first.number) FROM rounds AS first
                           WHERE first.category = rounds.category)
     AND named_nominees.state = 'shortlisted'
ORDER BY rounds.category, named_nominees.nominee;
