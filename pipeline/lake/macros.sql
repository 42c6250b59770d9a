-- Text, as names and words are compared.

-- The folding of `mentions.norm` in Arabic: no diacritics, tatweel and invisible marks, one alef, ya for alef maksura, ha for ta marbuta,
-- spaces collapsed. The spaces are all that Unicode calls so, and the separators U+001C to U+001F.
create or replace macro ar_norm(txt) as
  trim(regexp_replace(
    regexp_replace(
      translate(txt, 'إأٱآىة', 'اااايه'),
      '[\x{064B}-\x{0652}\x{0670}\x{0640}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}\x{061C}]+', '', 'g'),
    '[\t-\r\x{1C}-\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]+', ' ', 'g'), ' ');

-- What `search` compares: `ar_norm`, lower case, no accents, one i for the dotted and the dotless, Arabic letters for Persian and Sorani ones.
create or replace macro search_key(txt) as
  translate(lower(strip_accents(ar_norm(txt))), 'ıیێکھە', 'iييكهه');

-- A pattern that finds in raw text whatever has the key of a word in it, and maybe more. U+E000 and U+E001 stand for marks between letters and
-- for Latin letters with accents until all other letters are replaced.
create or replace macro search_pattern(word) as
  '(?i)' || replace(replace(replace(replace(replace(replace(replace(
    regexp_replace(regexp_replace(regexp_replace(word, '[^a-z0-9\x{0621}-\x{064A}\x{0671}-\x{06D3}]', '.', 'g'),
      '(.)', '\1' || chr(57344), 'g'), '([a-z])', '[\1' || chr(57345) || ']', 'g'),
    'ا', '[اآأإٱ]'), 'و', '[وؤ]'), 'ي', '[يئىیێ]'), 'ه', '[هةھەۀ]'), 'ك', '[كک]'),
    chr(57344), '[\p{M}\p{Cf}\x{0640}\x{2065}]*'), chr(57345), '\x{C0}-\x{24F}\x{1E00}-\x{1EFF}\x{212A}\x{212B}');

-- A pattern that finds a word in keys: where a word begins, also behind Arabic prefixes.
create or replace macro word_pattern(word) as
  case when word = '' then '' else '(^|[^\pL\pN])[وفبلكس]{0,2}(ال)?' || regexp_escape(word) end;

-- The day in UTC, whatever the session's time zone.
create or replace macro utc_day(at_time) as make_timestamp(epoch_us(at_time))::date;

-- The name of an entity over all languages, or its own where it is not listed.
create or replace macro entity_key(entity_id, norm) as coalesce(entity_id, norm);

-- Whether a mention is of `entity`: an id as country:AZ, or a name as it is written.
create or replace macro names_entity(entity_id, norm, entity) as
  (norm = entity or norm = ar_norm(entity) or entity_id = entity);

-- Views made of the tables.

-- Articles without copies; `day` is the day of publication, of ingestion where that is unknown.
create or replace view articles_unique as
  select *, coalesce(utc_day(published_at), ingested_on) as day
  from articles where duplicate_of is null and near_duplicate_of is null;

-- One row for each day, agency and language.
create or replace view agency_daily as
  select day, month, lang, agency, count(*) as articles, sum(n_words)::bigint as words, count(byline) as with_byline
  from articles_unique group by all;

-- Mentions with their `day` and `entity`, those of near-duplicates left out.
create or replace view mentions_unique as
  select m.*, entity_key(m.entity_id, m.norm) as entity, coalesce(utc_day(m.published_at), undated.ingested_on) as day
  from mentions m left join (select article_id, ingested_on from articles where published_at is null) undated using (article_id)
  where not exists (from articles near where near.near_duplicate_of is not null and near.article_id = m.article_id);

-- One row for each day, language, agency and entity. The name is the commonest of the day's.
create or replace view entity_daily as
  select day, month, lang, agency, label, entity, mode(norm) as name, count(*) as mentions, count(distinct article_id) as articles
  from mentions_unique group by all;

-- Questions. NULL for a language or a day asks for all of them; days are inclusive.

-- Paragraphs that hold every one of the words, each at the start of a word; Arabic ones also behind و ف ب ل ك س and ال.
create or replace macro search(words) as table
  with likely as materialized (
    select article_id, paragraph_no, lang, month, agency, text
    from paragraphs
    where regexp_matches(text, search_pattern(split_part(search_key(words), ' ', 1)))
      and regexp_matches(text, search_pattern(split_part(search_key(words), ' ', 2)))
      and search_key(words) <> ''
  ), keyed as materialized (
    select *, search_key(text) as key from likely
  ), hits as (
    select * from keyed
    where regexp_matches(key, word_pattern(split_part(search_key(words), ' ', 1)))
      and regexp_matches(key, word_pattern(split_part(search_key(words), ' ', 2)))
      and regexp_matches(key, word_pattern(split_part(search_key(words), ' ', 3)))
      and regexp_matches(key, word_pattern(split_part(search_key(words), ' ', 4)))
      and (split_part(search_key(words), ' ', 5) = ''
        or list_bool_and(list_transform(string_split(search_key(words), ' ')[5:], lambda word: regexp_matches(key, word_pattern(word)))))
  )
  select a.day, h.lang, h.agency, a.headline, h.paragraph_no, h.text, h.article_id
  from hits h join articles_unique a on a.article_id = h.article_id and a.lang = h.lang and a.month = h.month
  order by a.day desc, h.article_id, h.paragraph_no;

-- Entities by number of articles.
create or replace macro top_entities(of_lang, from_day, to_day) as table
  select entity, label, mode(norm) as name, count(distinct article_id) as articles, count(*) as mentions
  from mentions_unique
  where (of_lang is null or lang = of_lang)
    and (from_day is null or (month >= strftime(from_day::date, '%Y-%m') and day >= from_day::date))
    and (to_day is null or (month <= strftime(to_day::date, '%Y-%m') and day <= to_day::date))
  group by all order by articles desc, mentions desc, entity, label;

-- Entities whose name holds the words: what to ask the others for.
create or replace macro find_entities(words) as table
  with names as materialized (
    select entity_id, label, norm, lang, count(*) as mentions from mentions group by all
  )
  select entity_key(entity_id, norm) as entity, label, norm as name, lang, mentions
  from names where contains(search_key(norm), search_key(words))
  order by mentions desc, entity, label, name, lang;

-- Entities named in the same articles, and in the same paragraphs.
create or replace macro co_mentions(entity_name) as table
  with here as (
    select distinct article_id, paragraph_no from mentions where names_entity(entity_id, norm, entity_name)
  ), places as (
    select m.article_id, m.paragraph_no, m.label, entity_key(m.entity_id, m.norm) as entity, m.norm
    from mentions m where m.article_id in (select article_id from here) and not names_entity(m.entity_id, m.norm, entity_name)
  )
  select p.entity, p.label, mode(p.norm) as name, count(distinct p.article_id) as articles,
    count(distinct (p.article_id, p.paragraph_no)) filter (where h.article_id is not null) as paragraphs
  from places p left join here h on h.article_id = p.article_id and h.paragraph_no = p.paragraph_no
  group by all order by articles desc, paragraphs desc, p.entity, p.label;

-- Articles and mentions of an entity by day, and its share of the day's articles.
create or replace macro trend(entity_name) as table
  with mentioned as (
    select article_id, count(*) as mentions from mentions where names_entity(entity_id, norm, entity_name) group by all
  ), days as (
    select a.day, count(*) as all_articles, count(m.mentions) as articles, coalesce(sum(m.mentions), 0)::bigint as mentions
    from articles_unique a left join mentioned m on m.article_id = a.article_id group by all
  )
  select day, articles, mentions, round(100.0 * articles / all_articles, 1) as percent_of_articles
  from days where articles > 0 order by day;

-- Each mention of an entity with n characters of its paragraph before and after it.
create or replace macro context(entity_name, n) as table
  select a.day, m.lang, m.agency, a.headline,
    p.text[greatest(m.start_char - n, 0) + 1 : m.start_char] as before, m.text as mention, p.text[m.end_char + 1 : m.end_char + n] as after,
    m.article_id, m.paragraph_no
  from mentions m
  join paragraphs p on p.article_id = m.article_id and p.paragraph_no = m.paragraph_no and p.lang = m.lang and p.month = m.month
  join articles_unique a on a.article_id = m.article_id and a.lang = m.lang and a.month = m.month
  where names_entity(m.entity_id, m.norm, entity_name)
  order by a.day desc, m.article_id, m.paragraph_no, m.start_char;

-- What two agencies name: per cent of the articles of each, and the difference.
create or replace macro compare_agencies(one, other) as table
  with sizes as (
    select count(*) filter (where agency = one) as n_one, count(*) filter (where agency = other) as n_other
    from articles_unique where agency in (one, other)
  ), named as (
    select entity, label, mode(norm) as name, count(distinct article_id) filter (where agency = one) as n_one,
      count(distinct article_id) filter (where agency = other) as n_other
    from mentions_unique where agency in (one, other) group by all
  )
  select entity, label, name, round(100.0 * coalesce(named.n_one, 0) / nullif(sizes.n_one, 0), 1) as percent_of_one,
    round(100.0 * coalesce(named.n_other, 0) / nullif(sizes.n_other, 0), 1) as percent_of_other,
    round(coalesce(percent_of_one, 0) - coalesce(percent_of_other, 0), 1) as difference
  from named, sizes order by abs(difference) desc, entity, label;

-- What rose: entities by articles from the one day to the other, against as many days before.
create or replace macro rising(from_day, to_day) as table
  with counted as (
    select entity, label, mode(norm) as name, count(distinct article_id) filter (where day >= from_day::date) as articles,
      count(distinct article_id) filter (where day < from_day::date) as before
    from mentions_unique
    where month <= strftime(to_day::date, '%Y-%m') and day between from_day::date - (to_day::date - from_day::date + 1)::integer and to_day::date group by all
  )
  select entity, label, name, articles, before, articles - before as rise
  from counted where articles > before order by rise desc, articles desc, entity, label;
