-- help = "Articles, orders and deadlines by province and month."
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.from = {type = "day", help = "Only articles published on this day or later."}
-- parameters.to = {type = "day", help = "Only articles published on this day or earlier."}
WITH per_article AS (
    SELECT article_id, count(*) FILTER (kind = 'order') AS orders, count(*) FILTER (kind = 'exhortation') AS exhortations,
        count(*) FILTER (kind = 'order' AND deadline_value IS NOT NULL) AS with_deadline
    FROM directives
    WHERE $province IS NULL OR province IN $province
    GROUP BY article_id
)
SELECT
    province,
    strftime(published, '%Y-%m') AS month,
    count(*) AS articles,
    count(*) FILTER (orders > 0) AS articles_with_orders,
    coalesce(sum(orders), 0) AS orders,
    coalesce(sum(exhortations), 0) AS exhortations,
    coalesce(sum(with_deadline), 0) AS with_deadline
FROM articles
LEFT JOIN per_article ON article_id = id
WHERE ($province IS NULL OR province IN $province)
    AND ($from IS NULL OR published >= $from)
    AND ($to IS NULL OR published <= $to)
GROUP BY ALL
ORDER BY province, month
