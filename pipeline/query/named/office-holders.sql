-- help = "Who is said to hold which office, and from when to when. Two of a name are never taken for one silently."
-- parameters.person = {type = "words", help = "Only people whose name has these words.", example = "Văn"}
-- parameters.office = {type = "words", help = "Only offices whose title has these words.", example = "Chủ tịch UBND tỉnh"}
-- parameters.province = {type = "province", help = "Only articles of this province, under its old or new names."}
-- parameters.limit = {type = "integer", default = 100, help = "At most so many holders."}
SELECT name, title, organization, level, province, former, first_seen, last_seen, articles, grouped_by, doubtful
FROM holders
WHERE ($person IS NULL OR says(name, $person))
    AND ($office IS NULL OR says(title, $office))
    AND ($province IS NULL OR province IN $province)
ORDER BY articles DESC, name, title, first_seen, holder
LIMIT $limit
