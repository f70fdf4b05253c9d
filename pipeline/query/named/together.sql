-- help = "Articles in which two people stand together, or with whom one person stands in most articles."
-- parameters.person = {type = "words", required = true, help = "A person's name, or words of it.", example = "Văn"}
-- parameters.other = {type = "words", help = "Only together with people whose name has these words."}
-- parameters.limit = {type = "integer", default = 50, help = "At most so many people."}
WITH one AS (
    SELECT article_id, id, name FROM stored.people WHERE names(said_exact, said_plain, $person)
)
SELECT
    one.name AS person,
    other.name AS other,
    count(DISTINCT one.article_id) AS articles,
    min(other.published) AS first_published,
    max(other.published) AS last_published,
    list(DISTINCT one.article_id ORDER BY one.article_id)[:20] AS article_ids
FROM one
JOIN stored.people AS other ON other.article_id = one.article_id AND other.id <> one.id
WHERE $other IS NULL OR names(said_exact, said_plain, $other)
GROUP BY ALL
ORDER BY articles DESC, person, other
LIMIT $limit
