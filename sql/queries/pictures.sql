-- Pictures, as we made them anew. Called only by awards/pictures.py.

-- name: keep
-- Keep a picture.
INSERT INTO pictures (media_type, width, height, content)
     VALUES (:media_type, :width, :height, :content)
  RETURNING id, key, media_type, width, height, content, made_at;

-- name: picture
-- One picture, by its number or by its key.
SELECT id, key, media_type, width, height, content, made_at
  FROM pictures
 WHERE id = :id::bigint OR key = :key::uuid;
