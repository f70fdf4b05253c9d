-- help = "What each source gave: articles, those with orders, orders in an article, days with articles, failed nights."
-- parameters.from = {type = "day", help = "Only articles published, and nights, on this day or later."}
-- parameters.to = {type = "day", help = "Only articles published, and nights, on this day or earlier."}
WITH orders AS (SELECT article_id, count(*) AS orders FROM directives WHERE kind = 'order' GROUP BY article_id),
nights AS (
    SELECT source, count(DISTINCT night) AS nights, count(DISTINCT night) FILTER (source_failed) AS failed_nights
    FROM runs
    WHERE ($from IS NULL OR night >= $from) AND ($to IS NULL OR night <= $to)
    GROUP BY source
)
SELECT
    coalesce(articles.source, nights.source) AS source,
    count(articles.id) AS articles,
    count(orders.article_id) AS articles_with_orders,
    coalesce(sum(orders), 0) AS orders,
    round(coalesce(sum(orders), 0) / nullif(count(articles.id), 0), 2) AS orders_an_article,
    count(articles.duplicate_of) AS reprints,
    count(DISTINCT published) AS days,
    max(published) AS last_published,
    any_value(nights) AS nights,
    any_value(failed_nights) AS failed_nights
FROM (FROM articles WHERE ($from IS NULL OR published >= $from) AND ($to IS NULL OR published <= $to)) AS articles
LEFT JOIN orders ON article_id = articles.id
FULL JOIN nights ON nights.source = articles.source
GROUP BY ALL
ORDER BY articles DESC, source
