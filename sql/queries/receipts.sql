-- What nominators get for a nomination. Called only by awards/receipts.py.

-- name: receipt
-- What the browser that sent a nomination is shown.
SELECT nominations.id AS nomination, nominations.edition, nominations.company_name,
       categories.name AS category_name, nominations.address
  FROM nominations
  JOIN categories ON categories.id = nominations.category
 WHERE nominations.id = :id;
