"""No pattern of the project takes more than linear time on what it looks for, again and again: all that modules hold or calls spell out are
found, with how they are called.
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

AnyPattern = re.Pattern[str] | re.Pattern[bytes]
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


def patterns() -> dict[tuple[AnyPattern, str], str]:
    """Each pattern with a method that it is called by, and where it stands: in modules, their classes, and calls such as `re.match`."""
    found: dict[tuple[AnyPattern, str], str] = {}
    called = methods(found)
    for package in (transforms, pipeline):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                for path, inner, pattern in held(value, f"{info.name}.{name}", name, module.__name__):
                    for method in called.get(inner, {"search"}):
                        found.setdefault((pattern, method), path)
    return found


def held(value: object, path: str, name: str, module: str, depth: int = 0) -> Iterator[tuple[str, str, AnyPattern]]:
    """Where, under which name of the code, and what."""
    if isinstance(value, re.Pattern):
        yield path, name, value
    elif depth > 2:
        return
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from held(one, f"{path}[{key!r}]", name, module, depth + 1)
    elif isinstance(value, tuple | list):
        for at, one in enumerate(value):
            yield from held(one, f"{path}[{at}]", name, module, depth + 1)
    elif isinstance(value, type) and value.__module__ == module:
        for inner, one in vars(value).items():
            yield from held(one, f"{path}.{inner}", inner, module, depth + 1)


def literals(pattern: AnyPattern) -> list[str]:
    """The characters that stand in a pattern and the runs of them, ends of ranges included, at most sixteen."""
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
    return list(found)[:16]


def texts(pattern: AnyPattern, size: int) -> Iterator[tuple[str, str | bytes]]:
    marks = literals(pattern)
    pumps = dict.fromkeys((*marks, *USUAL, *(f"{mark}a" for mark in marks), *(f"{mark} " for mark in marks)))
    for pump in pumps:
        for start in dict.fromkeys(("", *marks[:1], max(marks, key=len, default=""))):
            text = start + (pump * size)[:size] + "\x01"
            yield f"{start!r} + {pump!r} * {size}", text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text


def methods(inline: dict[tuple[AnyPattern, str], str]) -> dict[str, set[str]]:
    """How each pattern is called, by its name in the code, under other names too; calls with the pattern in them go to `inline`."""
    called: dict[str, set[str]] = {}
    for path in (path for package in (transforms, pipeline) for path in Path(package.__path__[0]).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        imports = [alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
        names = {alias.asname or alias.name: alias.name for alias in imports}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                value = node.value.value if isinstance(node.value, ast.Subscript) else node.value
                if isinstance(value, ast.Name):
                    for name in (value.id, names.get(value.id, value.id)):
                        called.setdefault(name, set()).add(METHODS[node.attr])
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "re":
                given = node.args[0]
                if node.func.attr in METHODS and isinstance(given, ast.Constant):
                    inline[re.compile(given.value), METHODS[node.func.attr]] = f"{path.name}:{node.lineno}"
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
        if took > max(WORTH_S, most) and min(seconds(pattern, method, long, 9), took) > max(
            WORTH_S, MOST_TIMES * seconds(pattern, method, short, 9)
        ):
            return f"{told}: {took:.3f} s"
    return None


@pytest.mark.parametrize("pattern", [r"(a|a)*b", r"(a+)+b", r"\s+$", r"(.*)@(.*)x", r"<meta\s*=\s*'?\s*(a)"])
def test_patterns_that_backtrack_are_told(pattern, alarm):
    assert slow_text(re.compile(pattern), "search", alarm)


@pytest.mark.filterwarnings("ignore")
def test_every_pattern_of_the_project_takes_linear_time(alarm):
    found = patterns()
    assert len(found) > 100
    assert set(found.values()) >= BOUNDED.keys()
    slow = [
        f"{path} {pattern.pattern!r}\n    {method}: {told}"
        for (pattern, method), path in found.items()
        if (told := slow_text(pattern, method, alarm, BOUNDED.get(path)))
    ]
    assert not slow, "\n".join(slow)
