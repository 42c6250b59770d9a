"""No pattern of the project takes more than linear time, whatever it is fed: all are found, with how they are called, and fed with what
they look for, again and again.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import re._parser as sre_parser
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
import transforms

SHORT, LONG = 1_000, 10_000
MOST_TIMES = 15
WORTH_S = 0.004
"""Below this ten thousand characters are no trouble, and times too short to compare."""
HANGS_S = 5
BOUNDED = {
    "transforms.formats.credit_fields._PLACE": 200,
    "transforms.text.agency.author._DASH": 60,
    "transforms.text.entities.suffixes._LAST_WORD": 80,
}
"""Whoever calls these looks at no more characters; in so many they take no time."""
METHODS = {"match": "match", "fullmatch": "fullmatch", **dict.fromkeys(("search", "finditer", "findall", "sub", "subn", "split"), "search")}
USUAL = (*'aAم0 \t\n-.:/("\u200fـ&<{,', "aA", "a ", "a-", "0 ", "a.", ". ")


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """By module and name every compiled pattern that a module or a class of it holds, also in tuples, lists and dicts."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for package in (transforms, pipeline):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                for path, pattern in held(value, f"{info.name}.{name}", module.__name__):
                    found.setdefault(path, pattern)
    return {path: pattern for at, (path, pattern) in enumerate(found.items()) if pattern not in list(found.values())[:at]}


def held(value: object, path: str, module: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    if isinstance(value, re.Pattern):
        yield path, value
    elif depth > 2:
        return
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from held(one, f"{path}[{key!r}]", module, depth + 1)
    elif isinstance(value, tuple | list):
        for at, one in enumerate(value):
            yield from held(one, f"{path}[{at}]", module, depth + 1)
    elif isinstance(value, type) and value.__module__ == module:
        for name, one in vars(value).items():
            yield from held(one, f"{path}.{name}", module, depth + 1)


def literals(pattern: re.Pattern[str] | re.Pattern[bytes]) -> list[str]:
    """The characters that stand in a pattern and the runs of them, ends of ranges included, at most thirty."""
    found: dict[str, None] = {}

    def walk(node: object, run: list[str]) -> None:
        if isinstance(node, sre_parser.SubPattern):
            inner: list[str] = []
            for item in node.data:
                walk(item, inner)
            if len(inner) > 1:
                found["".join(inner)] = None
        elif isinstance(node, tuple) and len(node) == 2 and str(node[0]) in ("LITERAL", "NOT_LITERAL"):
            found[chr(node[1])] = None
            run.append(chr(node[1]))
        elif isinstance(node, tuple) and len(node) == 2 and str(node[0]) == "RANGE":
            found[chr(node[1][0])] = found[chr(node[1][1])] = None
        elif isinstance(node, tuple | list):
            for item in node:
                walk(item, run)

    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    walk(sre_parser.parse(source, pattern.flags & ~(re.UNICODE if isinstance(pattern.pattern, bytes) else 0)), [])
    return list(found)[:30]


def texts(pattern: re.Pattern[str] | re.Pattern[bytes], size: int) -> Iterator[tuple[str, str | bytes]]:
    marks = literals(pattern)
    pumps = dict.fromkeys((*marks, *USUAL, *(f"{mark}a" for mark in marks), *(f"{mark} " for mark in marks)))
    for pump in pumps:
        for start in ("", *marks[:1]):
            text = start + (pump * size)[:size] + "\x01"
            yield f"{start!r} + {pump!r} * {size}", text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text


def methods() -> dict[str, set[str]]:
    """How each pattern is called, by its name in the code, under other names too."""
    called: dict[str, set[str]] = {}
    for path in (path for package in (transforms, pipeline) for path in Path(package.__path__[0]).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        imports = [alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
        names = {alias.asname or alias.name: alias.name for alias in imports}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                value = node.value.value if isinstance(node.value, ast.Subscript) else node.value
                if isinstance(value, ast.Name):
                    called.setdefault(names.get(value.id, value.id), set()).add(METHODS[node.attr])
    return called


def seconds(pattern: re.Pattern, method: str, text: str | bytes, rounds: int = 1) -> float:
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        getattr(pattern, method)(text)
        best = min(best, time.process_time() - began)
    return best


class HangsError(Exception):
    pass


@pytest.fixture
def alarm():
    def ring(number, frame):
        raise HangsError

    before = signal.signal(signal.SIGALRM, ring)
    yield lambda after: signal.alarm(after)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def slow_text(pattern: re.Pattern, method: str, alarm, longest: int | None = None) -> str | None:
    """The first text that takes more than linear time, or of `longest` characters more than next to none."""
    for (_, short), (told, long) in zip(texts(pattern, SHORT), texts(pattern, LONG), strict=True):
        alarm(HANGS_S)
        try:
            if longest:
                long, short = long[:longest], long[:1]
            if seconds(pattern, method, long) <= WORTH_S:
                continue
            took, most = seconds(pattern, method, long, 3), MOST_TIMES * seconds(pattern, method, short, 5)
        except HangsError:
            return f"{told}: hangs"
        finally:
            alarm(0)
        if took > max(WORTH_S, most):
            return f"{told}: {took:.3f} s"
    return None


@pytest.mark.parametrize("pattern", [r"(a|a)*b", r"(a+)+b", r"\s+$", r"(.*)@(.*)x"])
def test_patterns_that_backtrack_are_told(pattern, alarm):
    assert slow_text(re.compile(pattern), "search", alarm)


@pytest.mark.filterwarnings("ignore")
def test_every_pattern_of_the_project_takes_linear_time(alarm):
    found, called = patterns(), methods()
    assert len(found) > 80
    assert BOUNDED.keys() <= found.keys()
    slow = []
    for path, pattern in found.items():
        name = re.split(r"\[", path.rsplit(".", 1)[-1] if "[" not in path else path[: path.index("[")].rsplit(".", 1)[-1])[0]
        for method in sorted(called.get(name, {"search"})):
            if told := slow_text(pattern, method, alarm, BOUNDED.get(path)):
                slow.append(f"{path} {pattern.pattern!r}\n    {method}: {told}")
    assert not slow, "\n".join(slow)
