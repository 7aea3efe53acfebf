-- The programme: categories and criteria as staff set them up. Called only by awards/programme.py.

-- name: add_category
-- Add a category after the others.
INSERT INTO categories (edition, position, slug, name, description)
     SELECT :edition, 1 + COALESCE(max(categories.position), 0), :slug, :name, :description
       FROM categories
      WHERE categories.edition = :edition
  RETURNING id;

-- name: change_category
-- Change a category, if nobody else did since it was shown.
   UPDATE categories
      SET slug = :slug, name = :name, description = :description, version = version + 1
    WHERE id = :id AND edition = :edition AND version = :version
RETURNING version;

-- name: remove_category
-- Remove a category with its criteria and the seats in it.
WITH gone AS (
    DELETE FROM criteria
          USING categories
          WHERE categories.id = criteria.category
            AND categories.id = :id AND categories.edition = :edition
), emptied AS (
    DELETE FROM seats
          USING categories
          WHERE categories.id = seats.category
            AND categories.id = :id AND categories.edition = :edition
)
DELETE FROM categories
      WHERE id = :id AND edition = :edition
  RETURNING id;

-- name: order_categories
-- Put the categories of an edition in this order.
UPDATE categories
   SET position = wanted.position
  FROM unnest(:ids::bigint[]) WITH ORDINALITY AS wanted (id, position)
 WHERE categories.id = wanted.id AND categories.edition = :edition;

-- name: add_criterion
-- Add a criterion after the others of its category.
INSERT INTO criteria (category, place, name, help, weight, lowest, highest, words, evidence)
     SELECT :category, 1 + COALESCE(max(criteria.place), 0), :name, :help, :weight, :lowest,
            :highest, :words, :evidence
       FROM criteria
      WHERE criteria.category = :category
  RETURNING id;

-- name: change_criterion
-- Change a criterion, if nobody else did since it was shown.
   UPDATE criteria
      SET name = :name, help = :help, weight = :weight, lowest = :lowest, highest = :highest,
          words = :words, evidence = :evidence, version = version + 1
    WHERE id = :id AND category = :category AND version = :version
RETURNING version;

-- name: remove_criterion
-- Remove a criterion; the caller closes the gap it leaves.
DELETE FROM criteria
      WHERE id = :id AND category = :category
  RETURNING id;

-- name: order_criteria
-- Put the criteria of a category in this order, without a gap.
UPDATE criteria
   SET place = wanted.place
  FROM unnest(:ids::bigint[]) WITH ORDINALITY AS wanted (id, place)
 WHERE criteria.id = wanted.id AND criteria.category = :category;
