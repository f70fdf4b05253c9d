-- help = "Orders whose deadline falls within the next days."
-- parameters.days = {type = "integer", default = 14, help = "How many days ahead."}
-- parameters.today = {type = "day", default = "today", help = "The day to count from."}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.addressee = {type = "words", help = "Only orders to somebody whose name has these words.", example = "Sở Nội vụ"}
SELECT
    deadline_last_day AS due,
    date_diff('day', $today, deadline_last_day) AS days_left,
    province,
    coalesce(issuer_name, issuer_resolved, issuer_organization) AS issuer,
    array_to_string(told, '; ') AS addressees,
    action_text AS action,
    deadline_text AS deadline,
    published,
    article_id,
    id AS directive_id
FROM counted.directives
WHERE deadline_last_day BETWEEN $today AND $today + $days
    AND ($province IS NULL OR province IN $province)
    AND ($addressee IS NULL OR names(told_exact, told_plain, $addressee))
ORDER BY due, province, article_id, position
