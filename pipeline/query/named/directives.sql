-- help = "Orders, one a row: who told whom what until when, with the article they stand in."
-- parameters.issuer = {type = "words", help = "Only issuers whose name, office or body has these words.", example = "UBND tỉnh"}
-- parameters.addressee = {type = "words", help = "Only orders to somebody whose name has these words.", example = "Sở Xây dựng"}
-- parameters.kind = {type = "words", help = "Only 'order' or only 'exhortation'."}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.from = {type = "day", help = "Only articles published on this day or later."}
-- parameters.to = {type = "day", help = "Only articles published on this day or earlier."}
-- parameters.limit = {type = "integer", default = 1000, help = "At most so many orders, the earliest ones."}
WITH spoken AS (
    SELECT issuer_name AS said FROM directives
    UNION SELECT issuer_role FROM directives
    UNION SELECT coalesce(issuer_resolved, issuer_organization) FROM directives
),
issuers AS MATERIALIZED (SELECT said FROM spoken WHERE $issuer IS NOT NULL AND says(said, $issuer)),
bodies AS MATERIALIZED (
    SELECT said
    FROM (SELECT DISTINCT coalesce(resolved, text) AS said FROM addressees WHERE $addressee IS NOT NULL)
    WHERE says(said, $addressee)
),
ranked AS (
    SELECT published, article_id, position, id
    FROM directives
    WHERE (
            $issuer IS NULL
            OR issuer_name IN (FROM issuers)
            OR issuer_role IN (FROM issuers)
            OR coalesce(issuer_resolved, issuer_organization) IN (FROM issuers)
        )
        AND ($addressee IS NULL OR id IN (
            SELECT directive_id FROM addressees WHERE coalesce(resolved, text) IN (FROM bodies)
        ))
        AND ($kind IS NULL OR kind = $kind)
        AND ($province IS NULL OR province IN $province)
        AND ($from IS NULL OR published >= $from)
        AND ($to IS NULL OR published <= $to)
    ORDER BY published, article_id, position
    LIMIT $limit
),
told AS (
    SELECT article_id, directive_id, list(coalesce(resolved, text) ORDER BY position) AS addressees
    FROM addressees
    WHERE directive_id IN (SELECT id FROM ranked)
    GROUP BY ALL
)
SELECT
    directives.published,
    directives.province,
    directives.source,
    kind,
    issuer_name,
    issuer_role,
    coalesce(issuer_resolved, issuer_organization) AS issuer_organization,
    addressees,
    action_text AS action,
    deadline_text AS deadline,
    deadline_first_day,
    deadline_last_day,
    polarity,
    confidence,
    directives.article_id,
    directives.id AS directive_id,
    action_start,
    action_end,
    title,
    url
FROM directives
JOIN articles ON articles.id = directives.article_id
LEFT JOIN told ON told.article_id = directives.article_id AND told.directive_id = directives.id
WHERE directives.id IN (SELECT id FROM ranked)
ORDER BY directives.published, directives.article_id, directives.position
