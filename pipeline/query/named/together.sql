-- help = "Articles in which two people stand together, or with whom one person stands in most articles."
-- parameters.person = {type = "words", required = true, help = "A person's name, or words of it.", example = "Văn"}
-- parameters.other = {type = "words", help = "Only together with people whose name has these words."}
-- parameters.limit = {type = "integer", default = 50, help = "At most so many people."}
WITH names AS MATERIALIZED (SELECT DISTINCT name FROM people),
one AS (
    SELECT article_id, id, name
    FROM people
    WHERE name IN (SELECT name FROM names WHERE says(name, $person))
)
SELECT
    one.name AS person,
    people.name AS other,
    count(DISTINCT one.article_id) AS articles,
    min(people.published) AS first_published,
    max(people.published) AS last_published,
    list(DISTINCT one.article_id ORDER BY one.article_id)[:20] AS article_ids
FROM one
JOIN people ON people.article_id = one.article_id AND people.id <> one.id
WHERE $other IS NULL OR people.name IN (SELECT name FROM names WHERE says(name, $other))
GROUP BY ALL
ORDER BY articles DESC, person, other
LIMIT $limit
