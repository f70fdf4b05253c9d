-- What researchers see. There are already: the schema `stored` with the tables of the copy as they are, every row;
-- the tables `runs` and `provinces`; the macro `folded`, which is fold() of pipeline.orthography; the
-- variable `with_restatements`.

-- As unaccent() of pipeline.orthography: lower case without any diacritic.
CREATE MACRO plain(words) AS replace(strip_accents(lower(words)), 'đ', 'd');
-- Whether these words stand in a text one after the other, whatever is between them: with the diacritics that were
-- typed, or with any if none were. It takes some microseconds: put it to distinct names, not to a million rows.
CREATE MACRO words(said) AS ' ' || regexp_replace(said, '[^\p{L}\p{N}]+', ' ', 'g') || ' ';
CREATE MACRO says(said, typed) AS CASE
    WHEN plain(typed) = lower(typed) THEN contains(words(plain(said)), words(plain(typed)))
    ELSE contains(words(folded(said)), words(folded(typed)))
END;

CREATE VIEW articles AS FROM stored.articles;
CREATE VIEW people AS FROM stored.people;
CREATE VIEW roles AS SELECT * EXCLUDE (holder_first, holder_apart, holder_doubtful) FROM stored.roles;
CREATE VIEW dates AS FROM stored.dates;
CREATE VIEW documents AS FROM stored.documents;

-- An order counts once: not where its article says it again, nor in a reprint of an article that is here too.
CREATE TABLE reprints AS
SELECT id FROM stored.articles
WHERE duplicate_of IN (SELECT id FROM stored.articles) AND NOT getvariable('with_restatements');

CREATE VIEW directives AS
FROM stored.directives
WHERE (restates IS NULL OR getvariable('with_restatements')) AND article_id NOT IN (FROM reprints);

CREATE VIEW addressees AS
FROM stored.addressees
WHERE (directive_restates IS NULL OR getvariable('with_restatements')) AND article_id NOT IN (FROM reprints);

-- Who is said to hold which office, articles taken together as pipeline/query/holders.py says. `grouped_by`: 'article' for
-- one who is called by an office too uncertain to be counted together with other articles.
CREATE VIEW holders AS
SELECT holder, max_by(person_name, coalesce(published, '-infinity')) AS name, max_by(rank, coalesce(published, '-infinity')) AS rank,
    max_by(organization, coalesce(published, '-infinity')) AS organization, max_by(title, coalesce(published, '-infinity')) AS title, any_value(level) AS level,
    CASE WHEN any_value(level) = 'central' THEN NULL ELSE any_value(province) END AS province,
    any_value(former) AS former, min(published) AS first_seen, max(published) AS last_seen,
    count(*) FILTER (holder_first) AS articles,
    CASE WHEN any_value(holder_apart) THEN 'article' ELSE 'office' END AS grouped_by,
    bool_or(holder_doubtful) AS doubtful
FROM stored.roles
GROUP BY holder;
