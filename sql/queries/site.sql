-- The version that everything public hangs on. Called only by awards/site.py.

-- name: version
-- The number that each deed the public can see adds one to.
SELECT version FROM site;
