-- help = "Orders, one a row: who told whom what until when, with the article they stand in."
-- parameters.issuer = {type = "words", help = "Only issuers whose name, office or body has these words.", example = "UBND tỉnh"}
-- parameters.addressee = {type = "words", help = "Only orders to somebody whose name has these words.", example = "Sở Xây dựng"}
-- parameters.kind = {type = "words", help = "Only 'order' or only 'exhortation'.", choices = ["order", "exhortation"]}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.from = {type = "day", help = "Only articles published on this day or later."}
-- parameters.to = {type = "day", help = "Only articles published on this day or earlier."}
-- parameters.limit = {type = "integer", default = 1000, help = "At most so many orders, the earliest ones."}
SELECT
    published,
    province,
    source,
    kind,
    issuer_name,
    issuer_role,
    coalesce(issuer_resolved, issuer_organization) AS issuer_organization,
    told AS addressees,
    action_text AS action,
    deadline_text AS deadline,
    deadline_first_day,
    deadline_last_day,
    polarity,
    confidence,
    article_id,
    id AS directive_id,
    action_start,
    action_end,
    article_title AS title,
    article_url AS url
FROM counted.directives
WHERE ($issuer IS NULL OR names(said_exact, said_plain, $issuer))
    AND ($addressee IS NULL OR names(told_exact, told_plain, $addressee))
    AND ($kind IS NULL OR kind = $kind)
    AND ($province IS NULL OR province IN $province)
    AND ($from IS NULL OR published >= $from)
    AND ($to IS NULL OR published <= $to)
ORDER BY published, article_id, position
LIMIT $limit
