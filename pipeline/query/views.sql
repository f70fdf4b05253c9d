-- What researchers see, and the schema `counted` beside it: the same rows with the columns that named queries search in.
-- There are already: the schema `stored` with the tables of the copy as they are, every row;
-- the tables `runs`, `provinces` and `reprints`; the macro `folded`, which is fold() of pipeline.orthography; the
-- variables `with_restatements` and `communes`, a file of underthesea.

-- As unaccent() of pipeline.orthography: lower case without any diacritic.
CREATE MACRO plain(words) AS replace(strip_accents(lower(words)), 'đ', 'd');
-- Whether these words stand in a text one after the other, whatever is between them: with the diacritics that were
-- typed, or with any if none were. It takes some microseconds: put it to distinct names, not to a million rows.
CREATE MACRO words(said) AS ' ' || regexp_replace(said, '[^\p{L}\p{N}]+', ' ', 'g') || ' ';
CREATE MACRO says(said, typed) AS CASE
    WHEN plain(typed) = lower(typed) THEN contains(words(plain(said)), words(plain(typed)))
    ELSE contains(words(folded(said)), words(folded(typed)))
END;
-- The same for the columns that have the words of names ready.
CREATE MACRO names(exact, plain_words, typed) AS CASE
    WHEN plain(typed) = lower(typed) THEN contains(plain_words, words(plain(typed)))
    ELSE contains(exact, words(folded(typed)))
END;

CREATE VIEW articles AS FROM stored.articles;
CREATE VIEW people AS SELECT * EXCLUDE (said_exact, said_plain) FROM stored.people;
CREATE VIEW roles AS SELECT * EXCLUDE (holder_first, holder_apart, holder_doubtful) FROM stored.roles;
CREATE VIEW dates AS FROM stored.dates;
CREATE VIEW documents AS FROM stored.documents;

-- An order counts once: not where its article says it again, nor in a reprint of an article that is here too.
CREATE SCHEMA counted;
CREATE VIEW counted.directives AS
FROM stored.directives
WHERE (restates IS NULL OR getvariable('with_restatements')) AND article_id NOT IN (FROM reprints);

CREATE VIEW counted.addressees AS
FROM stored.addressees
WHERE (directive_restates IS NULL OR getvariable('with_restatements')) AND article_id NOT IN (FROM reprints);

CREATE VIEW directives AS
SELECT * EXCLUDE (said_exact, said_plain, told, told_exact, told_plain, article_title, article_url)
FROM counted.directives;
CREATE VIEW addressees AS SELECT * EXCLUDE (said_exact, said_plain) FROM counted.addressees;

-- What became of the communes, wards and towns of before 1 July 2025; the file is read when this is asked.
CREATE VIEW communes AS
SELECT
    unit.old_ward AS name,
    unit.old_district AS district,
    regexp_replace(unit.old_province, '^(Tỉnh|Thành phố) ', '') AS province,
    DATE '2025-06-30' AS until,
    unit.new_ward AS today,
    regexp_replace(unit.new_province, '^(Tỉnh|Thành phố) ', '') AS province_today,
    unit.mapping_type = 'divided' AS split
FROM (
    SELECT unnest(ward_mapping) AS unit
    FROM read_json(
        getvariable('communes'),
        columns = {ward_mapping: 'STRUCT(
            old_ward VARCHAR, old_district VARCHAR, old_province VARCHAR,
            new_ward VARCHAR, new_province VARCHAR, mapping_type VARCHAR
        )[]'},
        records = true
    )
)
WHERE unit.old_ward <> '';

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
