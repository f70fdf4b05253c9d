-- help = "Orders whose deadline has passed. Whether they were done is not known: look for news that says so."
-- parameters.days = {type = "integer", default = 30, help = "Passed since at most so many days."}
-- parameters.today = {type = "day", default = "today", help = "The day to count from."}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.addressee = {type = "words", help = "Only orders to somebody whose name has these words.", example = "Sở Nội vụ"}
SELECT
    deadline_last_day AS due,
    date_diff('day', deadline_last_day, $today) AS days_over,
    province,
    coalesce(issuer_name, issuer_resolved, issuer_organization) AS issuer,
    array_to_string(told, '; ') AS addressees,
    action_text AS action,
    deadline_text AS deadline,
    published,
    article_id,
    id AS directive_id
FROM counted.directives
WHERE deadline_last_day < $today
    AND deadline_last_day >= $today - $days
    AND ($province IS NULL OR province IN $province)
    AND ($addressee IS NULL OR names(told_exact, told_plain, $addressee))
ORDER BY due DESC, province, article_id, position
