-- help = "Orders whose deadline has passed. Whether they were done is not known: look for news that says so."
-- parameters.days = {type = "integer", default = 30, help = "Passed since at most so many days."}
-- parameters.today = {type = "day", default = "today", help = "The day to count from."}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.addressee = {type = "words", help = "Only orders to somebody whose name has these words.", example = "Sở Nội vụ"}
WITH due AS (
    FROM directives
    WHERE deadline_last_day < $today
        AND deadline_last_day >= $today - $days
        AND ($province IS NULL OR province IN $province)
),
told AS (
    SELECT article_id, directive_id, string_agg(coalesce(resolved, text), '; ' ORDER BY position) AS addressees
    FROM addressees
    WHERE (article_id, directive_id) IN (SELECT (article_id, id) FROM due)
    GROUP BY ALL
)
SELECT
    deadline_last_day AS due,
    date_diff('day', deadline_last_day, $today) AS days_over,
    province,
    coalesce(issuer_name, issuer_resolved, issuer_organization) AS issuer,
    addressees,
    action_text AS action,
    deadline_text AS deadline,
    published,
    due.article_id,
    id AS directive_id
FROM due
LEFT JOIN told ON told.article_id = due.article_id AND told.directive_id = due.id
WHERE $addressee IS NULL OR says(addressees, $addressee)
ORDER BY due DESC, province, due.article_id, due.position
