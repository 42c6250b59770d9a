-- @agencies
-- Who writes how much, and in which languages?
select agency, count(*) as articles, sum(n_words)::bigint as words, string_agg(distinct lang, ', ' order by lang) as languages
from articles_unique
group by agency
order by articles desc, agency;

-- @top-entities
-- Who and what is named most?
-- lang = 'ar'
-- from = null
-- to = null
-- limit = 20
select name, label, articles, mentions
from top_entities($lang, $from, $to)
limit $limit;

-- @people
-- Which people are in the news?
-- lang = null
-- limit = 20
select name, articles, mentions
from top_entities($lang, null, null)
where label = 'PER'
limit $limit;

-- @organisations
-- Which organisations are in the news, agencies themselves left out?
-- lang = null
-- limit = 20
select name, articles, mentions
from top_entities($lang, null, null)
where label = 'ORG' and not starts_with(entity, 'agency:')
limit $limit;

-- @countries
-- Which countries are named, over all languages?
-- limit = 20
select entity, string_agg(distinct norm, ', ' order by norm) as names, count(distinct article_id) as articles, count(*) as mentions
from mentions_unique
where starts_with(entity, 'country:')
group by entity
order by articles desc, mentions desc, entity
limit $limit;

-- @search
-- Which paragraphs speak of these words?
-- words = 'أذربيجان روسيا'
select day, agency, headline, paragraph_no, text
from search($words);

-- @find-entity
-- Under which names and ids is somebody or something known here?
-- words = 'london'
from find_entities($words);

-- @trend
-- How often is an entity in the news, day by day?
-- entity = 'country:AZ'
from trend($entity);

-- @rising
-- What rose in these days, against as many days before?
-- from = '2024-08-01'
-- to = '2024-08-31'
-- limit = 20
select name, label, articles, before, rise
from rising($from, $to)
limit $limit;

-- @together
-- Who and what is named together with an entity?
-- entity = 'country:AZ'
-- limit = 20
select name, label, articles, paragraphs
from co_mentions($entity)
limit $limit;

-- @context
-- In which words is an entity spoken of?
-- entity = 'country:AZ'
-- chars = 40
select day, agency, before, mention, after
from context($entity, $chars);

-- @compare
-- What does one agency name that another does not?
-- one = 'ILKHA'
-- other = 'AA'
-- limit = 20
select name, label, percent_of_one, percent_of_other, difference
from compare_agencies($one, $other)
limit $limit;

-- @only-one
-- Which people and organisations does one agency alone speak of?
-- agency = 'ILKHA'
select mode(norm) as name, label, count(*) as mentions
from mentions_unique
where label in ('PER', 'ORG')
group by entity, label
having bool_and(coalesce(agency = $agency, false))
order by mentions desc, name;

-- @languages
-- How do the languages share the articles, and how sure is that?
select lang, count(*) as articles, round(100.0 * count(*) / sum(count(*)) over (), 1) as percent, round(avg(lang_score), 3) as lang_score
from articles_unique
group by lang
order by articles desc, lang;

-- @per-day
-- How many articles are there a day, by language?
-- from = null
-- to = null
select day, lang, sum(articles)::bigint as articles
from agency_daily
where ($from is null or day >= $from::date) and ($to is null or day <= $to::date)
group by day, lang
order by day, lang;

-- @against-median
-- Which agencies send more or less than usual on the last day?
with days as (
  select day, agency, sum(articles) as articles from agency_daily where agency is not null group by all
), usual as (
  select agency, median(articles) as median from days where day < (select max(day) from days) group by all
)
select d.agency, d.articles::bigint as articles, u.median
from days d left join usual u using (agency)
where d.day = (select max(day) from days)
order by d.articles desc, d.agency;

-- @credits
-- How many articles carry a credit, by language?
select lang, count(*) as articles, count(agency) as with_agency, count(byline) as with_byline,
  round(100.0 * count(agency) / count(*), 1) as percent_with_agency
from articles_unique
group by lang
order by articles desc, lang;

-- @removed
-- What was taken out of the texts, and by which rules?
select r.kind, r.rule, count(*) as times, min(r.text) as example
from articles, unnest(removed) as taken(r)
where duplicate_of is null
group by all
order by times desc, r.kind, r.rule;

-- @runs
-- What did each run take, and how long did it need?
select started_at, listed, ingested, updated, duplicate, rejected, seconds
from runs
order by started_at desc;

-- @bylines
-- Which reporters sign, and for whom?
select byline, agency, count(*) as articles
from articles_unique
where byline is not null
group by all
order by articles desc, byline;

-- @datelines
-- From where is reported?
select dateline_place, string_agg(distinct agency, ', ' order by agency) as agencies, count(*) as articles
from articles_unique
where dateline_place is not null
group by dateline_place
order by articles desc, dateline_place;

-- @copies
-- Which articles came more than once?
select o.headline, o.source_uri as first_seen, count(*) as copies, list(c.source_uri order by c.source_uri) as copied_to
from articles c join articles o on o.article_id = c.duplicate_of
group by all
order by copies desc, first_seen;

-- @mixed-languages
-- Which paragraphs are in another language than their article?
select a.headline, p.lang, p.paragraph_lang, p.text
from paragraphs p join articles_unique a using (article_id)
where p.paragraph_lang <> p.lang and p.paragraph_lang <> 'und' and p.paragraph_lang_score > 0.9
order by a.headline, p.paragraph_no;

-- @article
-- What is known of one article?
-- words = 'بوتين وعلييف'
select headline, agency, byline, day, lang, n_words, (select string_agg(distinct norm, ', ' order by norm) from mentions m
  where m.article_id = a.article_id and label = 'PER') as people
from articles_unique a
where regexp_matches(headline, search_pattern(search_key($words)))
order by day desc, headline;

-- @rejects
-- What was not taken, and why?
select reason, count(*) as files, min(detail) as example, min(source_uri) as example_file
from rejects
group by reason
order by files desc, reason;
