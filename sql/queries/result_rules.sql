-- How standings are made and read. Called only by awards/result_rules.py.

-- name: change
-- The rules of the result, as the edition was shown.
   UPDATE editions
      SET method = :method, tie_rule = :tie_rule, margin = :margin, too_close = :too_close,
          weight_band = :weight_band, score_names = :score_names, publication = :publication,
          version = version + 1
    WHERE id = :edition AND version = :version
RETURNING id;
