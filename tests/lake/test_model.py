"""Any sequence of runs, over new and changed and copied and rejected sources, equals a model made of one dict."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("NEWSWIRE_EXAMPLES", "15"))
"""`make crash` sets more."""

KEYS = st.sampled_from(["a", "b", "c/d", "e"])
TEXTS = st.sampled_from([None, "ar: one", "ar: two @2024-01-02", "tr: three", "four"])
DAYS = st.sampled_from([date(2024, 8, 20), date(2024, 8, 21), date(2024, 9, 1)])
RUNS = st.lists(st.tuples(DAYS, st.dictionaries(KEYS, TEXTS, min_size=1, max_size=4)), min_size=1, max_size=6)


class Model:
    def __init__(self) -> None:
        self.articles: dict[str, tuple[str, int, date]] = {}
        self.rejects: set[str] = set()

    def run(self, day: date, texts: dict[str, str | None]) -> None:
        for key, text in texts.items():
            if text is None:
                self.rejects.add(key)
                continue
            self.rejects.discard(key)
            old = self.articles.get(key)
            if old is None or old[0] != text:
                self.articles[key] = (text, old[1] + 1 if old else 1, day)

    def originals(self) -> dict[str, str]:
        first: dict[str, tuple[date, str]] = {}
        for key, (text, _, day) in self.articles.items():
            first[text] = min(first.get(text, (day, key)), (day, key))
        return {key: first[text][1] for key, (text, _, _) in self.articles.items()}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=RUNS)
def test_the_lake_equals_the_model_after_every_run(lab, runs):
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        lake = type(lab)(Path(folder) / "lake")
        for day, texts in runs:
            record = lake.run(texts, day=day)
            model.run(day, texts)
            assert record.listed == len(texts)
            check(lake, model)


def check(lake, model) -> None:
    originals = model.originals()
    rows = lake.rows(
        "select a.source_uri[5:], a.text, a.version, a.ingested_on, coalesce(o.source_uri, a.source_uri)[5:] "
        "from {articles} a left join {articles} o on a.duplicate_of = o.article_id order by 1"
    )
    assert rows == [(key, *values, originals[key]) for key, values in sorted(model.articles.items())]
    owners = sorted((key, model.articles[key][0]) for key, original in originals.items() if key == original)
    for table, column in (("paragraphs", "text"), ("mentions", "text || substring(a.text, length(x.text) + 1)")):
        query = f"select a.source_uri[5:], x.{column} from {{{table}}} x join {{articles}} a using (article_id) order by 1"
        assert lake.rows(query) == owners
    wrong = (
        "select count(*) from {paragraphs} p join {articles} a using (article_id) "
        "where (p.lang, p.month) <> (a.lang, a.month) or p.agency <> a.agency"
    )
    assert lake.rows(wrong) == [(0,)]
    assert lake.rows("select source_uri[5:] from {rejects} order by 1") == [(key,) for key in sorted(model.rejects)]
