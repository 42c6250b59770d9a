"""Questions with a name: the cookbook's, packaged as SQL with parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.lake.errors import QueryError

_PARAMETER = re.compile(r"\$([a-z]+)")  # matches $lang; near miss: $1, which is no parameter of ours
_SETTING = re.compile(r"-- ([a-z]+) = (.+)")  # matches "-- lang = 'ar'"; near miss: "-- Who signs = whom?"


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question and its SQL.

    Attributes:
        name: Without the `@`.
        question: One sentence.
        defaults: SQL literals by parameter.
        sql: One SELECT with `$parameter` in it.
    """

    name: str
    question: str
    defaults: Mapping[str, str]
    sql: str

    def fill(self, values: Mapping[str, str]) -> str:
        """The SQL with these values, and the defaults for the others, as literals.

        Raises:
            QueryError: There is no such parameter, or a number is expected.
        """
        if unknown := sorted(values.keys() - self.defaults.keys()):
            takes = ", ".join(f"{name}={value}" for name, value in self.defaults.items()) or "no parameters"
            raise QueryError(f"@{self.name} has no parameter {unknown[0]!r}; it takes {takes}")
        literals = dict(self.defaults) | {name: _literal(value, self.defaults[name]) for name, value in values.items()}
        return _PARAMETER.sub(lambda found: literals[found[1]], self.sql)


@cache
def load_saved_queries() -> Mapping[str, SavedQuery]:
    """All saved queries by name, in the order of the cookbook."""
    text = resources.files("pipeline.lake").joinpath("cookbook.sql").read_text("utf-8")
    found = [_read(block) for block in text.split("-- @")[1:]]
    return {query.name: query for query in found}


def find_saved_query(name: str) -> SavedQuery:
    """The query of this name.

    Raises:
        QueryError: There is none.
    """
    queries = load_saved_queries()
    if name not in queries:
        raise QueryError(f"there is no saved query @{name}; newswire query --list names all")
    return queries[name]


def _read(block: str) -> SavedQuery:
    name, question, *rest = block.strip().splitlines()
    settings = [_SETTING.fullmatch(line) for line in rest if line.startswith("--")]
    sql = "\n".join(line for line in rest if not line.startswith("--"))
    return SavedQuery(name, question.removeprefix("-- "), {found[1]: found[2] for found in settings if found}, sql.removesuffix(";"))


def _literal(value: str, default: str) -> str:
    if value == "null":
        return value
    if default.isdecimal():
        if not value.isdecimal():
            raise QueryError(f"{value!r} is no whole number; give one as {default}")
        return value
    return "'" + value.replace("'", "''") + "'"
