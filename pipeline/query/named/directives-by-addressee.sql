-- help = "Who was told most: orders and exhortations for each addressee, and how many issuers told it."
-- parameters.addressee = {type = "words", help = "Only addressees whose name has these words.", example = "Sở Xây dựng"}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.from = {type = "day", help = "Only articles published on this day or later."}
-- parameters.to = {type = "day", help = "Only articles published on this day or earlier."}
-- parameters.limit = {type = "integer", default = 50, help = "At most so many addressees."}
SELECT
    coalesce(resolved, text) AS addressee,
    kind,
    province,
    count(*) FILTER (directive_kind = 'order') AS orders,
    count(*) FILTER (directive_kind = 'exhortation') AS exhortations,
    count(DISTINCT article_id) AS articles,
    min(published) AS first_published,
    max(published) AS last_published
FROM counted.addressees
WHERE ($addressee IS NULL OR names(said_exact, said_plain, $addressee))
    AND ($province IS NULL OR province IN $province)
    AND ($from IS NULL OR published >= $from)
    AND ($to IS NULL OR published <= $to)
GROUP BY ALL
ORDER BY orders DESC, exhortations DESC, addressee, kind, province
LIMIT $limit
