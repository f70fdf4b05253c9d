-- help = "Who ordered most: orders, exhortations and orders with a deadline for each issuer."
-- parameters.issuer = {type = "words", help = "Only issuers whose name, office or body has these words.", example = "UBND tỉnh"}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.from = {type = "day", help = "Only articles published on this day or later."}
-- parameters.to = {type = "day", help = "Only articles published on this day or earlier."}
-- parameters.limit = {type = "integer", default = 50, help = "At most so many issuers."}
SELECT
    issuer_name AS name,
    issuer_role AS office,
    coalesce(issuer_resolved, issuer_organization) AS organization,
    province,
    count(*) FILTER (kind = 'order') AS orders,
    count(*) FILTER (kind = 'exhortation') AS exhortations,
    count(*) FILTER (kind = 'order' AND deadline_value IS NOT NULL) AS with_deadline,
    min(published) AS first_published,
    max(published) AS last_published
FROM counted.directives
WHERE issuer_start IS NOT NULL
    AND ($issuer IS NULL OR names(said_exact, said_plain, $issuer))
    AND ($province IS NULL OR province IN $province)
    AND ($from IS NULL OR published >= $from)
    AND ($to IS NULL OR published <= $to)
GROUP BY ALL
ORDER BY orders DESC, exhortations DESC, name, office, organization, province
LIMIT $limit
