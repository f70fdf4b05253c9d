-- help = "The documents cited in most articles."
-- parameters.kind = {type = "words", help = "Only this kind of document.", example = "Chỉ thị"}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.from = {type = "day", help = "Only articles published on this day or later."}
-- parameters.to = {type = "day", help = "Only articles published on this day or earlier."}
-- parameters.limit = {type = "integer", default = 50, help = "At most so many documents."}
WITH counted AS MATERIALIZED (
    SELECT
        number,
        max_by(kind, coalesce(published, '-infinity')) AS kind,
        max_by(issuer, coalesce(published, '-infinity')) AS issuer,
        count(DISTINCT article_id) AS articles,
        count(DISTINCT source) AS sources,
        min(published) AS first_published,
        max(published) AS last_published
    FROM documents
    WHERE number IS NOT NULL
        AND ($province IS NULL OR province IN $province)
        AND ($from IS NULL OR published >= $from)
        AND ($to IS NULL OR published <= $to)
    GROUP BY number
)
FROM counted
WHERE $kind IS NULL OR says(kind, $kind)
ORDER BY articles DESC, number
LIMIT $limit
