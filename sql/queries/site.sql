-- The version that everything public hangs on. Called only by awards/site.py.

-- name: version
-- The number that each deed the public can see adds one to.
SELECT version FROM site;

-- name: past_years
-- The years that have winners from before this service, the newest first.
  SELECT DISTINCT year
    FROM past_winners
ORDER BY year DESC
   LIMIT 1000;
