"""What texts say of their languages, many at once: letters by script, and for each language of that script the likelihood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.text.language.characters import DROPPED, FIRST_SCRIPT, JAPANESE, N_CLASSES, REWRITTEN, SCRIPTS, rewrite
from transforms.text.language.model import LanguageModel
from transforms.text.language.reference import NOT_PROSE
from transforms.text.language.tables import MAX_ROWS, SPACE, STRANGER_SCALE, ScriptTable

MAX_CHARS = 16_384
"""Only so much of a text is looked at."""
MAX_LETTERS = 200
"""And only so many letters of its script: macro-F1 1.000 on NTREX-128 paragraphs, as all of them give; 80 give 0.997."""
_BATCH_CHARS = 16_384
"""Texts that are measured together: their rows stay within the processor's cache."""
CAPITALS_SHARE = 0.6
_DOTTED, _DOTLESS = ord("İ"), ord("ı")
_HIRA, _KANA, _HANI, _JPAN = (SCRIPTS.index(code) for code in ("Hira", "Kana", "Hani", JAPANESE))

_BLOCK_ROWS = 1024
"""Rows that are looked up together: a block stays in the cache until it is added up."""
_ONES = np.ones(MAX_ROWS, dtype=np.float32)
_dot = np.dot

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What some texts say in one table.

    Attributes:
        which: Numbers of the texts.
        sums: Text and column to the sum of `ScriptTable.scores` over its characters.
        rows: The rows that were summed, of one text after the other.
        ends: Where in `rows` the rows of each text end.
        parts: What was added up, of an article.
    """

    table: ScriptTable
    which: Integers
    sums: NDArray[np.float64]
    rows: NDArray[np.unsignedinteger[Any]]
    ends: tuple[int, ...]
    parts: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What some texts say.

    Attributes:
        letters: Text and script (by its number in `SCRIPTS`) to letters.
        measured: Texts of the scripts that several languages share, one entry a script.
    """

    letters: Integers
    measured: tuple[Measured, ...]


def measure(texts: Sequence[str], model: LanguageModel) -> Iterator[tuple[int, Batch]]:
    """For each stretch of texts the number of the first and what they say; a text's answer does not depend on those beside it."""
    first, size = 0, 0
    for number, text in enumerate(texts):
        size += len(text)
        if size > _BATCH_CHARS:
            yield first, _measure(texts[first : number + 1], model)
            first, size = number + 1, 0
    if first < len(texts):
        yield first, _measure(texts[first:], model)


def _measure(texts: Sequence[str], model: LanguageModel) -> Batch:
    prose = [text[:MAX_CHARS] for text in texts] if max(map(len, texts)) > MAX_CHARS else texts
    if may_hold_links("\n".join(prose)):
        prose = [NOT_PROSE.sub(" ", text) if may_hold_links(text) else text for text in prose]
    units, classes = _encode(prose, model)
    if (classes == REWRITTEN).any():
        prose = [_rewrite_where_needed(text, model) for text in prose]
        units, classes = _encode(prose, model)
    sizes = np.fromiter(map(len, prose), np.int64, len(prose)) + 2
    owner = np.repeat(np.arange(len(prose)), sizes)
    counts = np.bincount(owner * N_CLASSES + classes, minlength=len(prose) * N_CLASSES).reshape(len(prose), N_CLASSES)
    letters = _join_japanese(counts[:, FIRST_SCRIPT::2] + counts[:, FIRST_SCRIPT + 1 :: 2])
    main = letters.argmax(axis=1)
    measured = []
    for code, table in model.tables.items():
        which = np.flatnonzero((main == SCRIPTS.index(code)) & (letters[:, SCRIPTS.index(code)] > 0))
        if len(which):
            picked = _Picked(which, units, classes, owner) if len(which) == len(prose) else _pick(which, units, classes, owner)
            measured.append(_look_up(table, _tidy(picked, counts[which], code, model)))
    return Batch(letters, tuple(measured))


def may_hold_links(text: str) -> bool:
    """False where no link, address, handle or tag can be in the text."""
    return "@" in text or "#" in text or "://" in text or "www." in text


def _rewrite_where_needed(text: str, model: LanguageModel) -> str:
    _, classes = _encode([text], model)
    return rewrite(text) if (classes == REWRITTEN).any() else text


def _encode(prose: Sequence[str], model: LanguageModel) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Code units of the texts, two spaces after each, and their classes."""
    units = np.frombuffer("  ".join((*prose, "")).encode("utf-16-le", "surrogatepass"), dtype="<u2")
    return units, model.classes.take(units)


def _join_japanese(letters: Integers) -> Integers:
    """Letters by script as `count_letters` has them: with kana, Chinese characters are Japanese."""
    kana = letters[:, _HIRA] + letters[:, _KANA]
    if kana.any():
        japanese = (kana > 0) & (kana * 10 >= letters[:, _HANI])
        letters[japanese, _JPAN] = (kana + letters[:, _HANI])[japanese]
        for script in (_HIRA, _KANA, _HANI):
            letters[japanese, script] = 0
    return letters


@dataclass(frozen=True, slots=True, eq=False)
class _Picked:
    """Texts of one script: their numbers, and code units with class and place of their text in `which`."""

    which: Integers
    units: NDArray[np.uint16]
    classes: NDArray[np.uint8]
    owner: Integers


def _pick(which: Integers, units: NDArray[np.uint16], classes: NDArray[np.uint8], owner: Integers) -> _Picked:
    place = np.full(int(owner[-1]) + 1, -1)
    place[which] = np.arange(len(which))
    owner = place[owner]
    kept = owner >= 0
    return _Picked(which, units[kept], classes[kept], owner[kept])


def _tidy(picked: _Picked, counts: Integers, script: str, model: LanguageModel) -> _Picked:
    """Texts without marks, cut at `MAX_LETTERS`, and in lower case where they are mostly capitals."""
    small = FIRST_SCRIPT + 2 * SCRIPTS.index(script)
    letters = counts[:, small] + counts[:, small + 1]
    capitals = counts[:, small + 1] > CAPITALS_SHARE * letters
    if capitals.any():
        picked = _Picked(picked.which, _lower(picked, capitals, model), picked.classes, picked.owner)
    kept = picked.classes != DROPPED
    if (letters > MAX_LETTERS).any():
        own = (picked.classes == small) | (picked.classes == small + 1)
        so_far = np.cumsum(own) - own
        kept &= (so_far - (np.cumsum(letters) - letters)[picked.owner] < MAX_LETTERS) | _ends(picked.owner)
    if kept.all():
        return picked
    return _Picked(picked.which, picked.units[kept], picked.classes[kept], picked.owner[kept])


def _ends(owner: Integers) -> NDArray[np.bool_]:
    """The two spaces after each text."""
    ends = np.empty(len(owner), dtype=bool)
    ends[:-2] = owner[2:] != owner[:-2]
    ends[-2:] = True
    return ends


def _lower(picked: _Picked, capitals: NDArray[np.bool_], model: LanguageModel) -> NDArray[np.uint16]:
    """Code units, those of texts in capitals in lower case; I and i by Turkish rules where a dotted capital or dotless small i occurs."""
    turkish = np.zeros(len(picked.which), dtype=bool)
    turkish[picked.owner[(picked.units == _DOTTED) | (picked.units == _DOTLESS)]] = True
    units = np.where(capitals[picked.owner], model.lower.take(picked.units), picked.units)
    return np.where((capitals & turkish)[picked.owner], model.lower_turkish.take(picked.units), units)


def _look_up(table: ScriptTable, picked: _Picked) -> Measured:
    size = table.n_characters
    numbers = np.empty(len(picked.units) + 2, dtype=np.int32)
    numbers[:2] = SPACE
    table.characters.take(picked.units, out=numbers[2:], mode="clip")
    pairs = numbers[:-2] * size
    pairs += numbers[1:-1]
    rows = table.rows.take(table.nodes.take(pairs) + numbers[2:])
    ends = np.searchsorted(picked.owner, np.arange(1, len(picked.which) + 1)).tolist()
    sums = np.empty((len(ends), table.scores.shape[1]), dtype=np.float32)
    start, block_start, block = 0, 0, np.empty((0, 0), dtype=np.float32)
    for place, end in enumerate(ends):
        end_of_sum = min(end, start + MAX_ROWS)
        if end_of_sum - block_start > len(block):
            block_start, block = start, table.scores.take(rows[start : max(end_of_sum, start + _BLOCK_ROWS)], axis=0).astype(np.float32)
        # As a product: BLAS adds up three times as fast as numpy, and whole numbers exactly.
        _dot(_ONES[: end_of_sum - start], block[start - block_start : end_of_sum - block_start], sums[place])
        start = end
    return Measured(table, picked.which, sums.astype(np.float64), rows, tuple(ends))


def add_up(parts: Sequence[Measured]) -> Measured:
    """Texts of one table, at least one, as one text."""
    total = np.sum([part.sums.sum(axis=0) for part in parts], axis=0).reshape(1, -1)
    return Measured(parts[0].table, np.zeros(1, dtype=np.int64), total, parts[0].rows[:0], (0,), tuple(parts))


def likeliest_stranger(found: Measured, places: Sequence[int]) -> NDArray[np.float64]:
    """For some of the texts what they gain, in nats, in the stranger that they are likeliest in; 0 where the table has none."""
    sums = np.array([_stranger_sums(found, place) for place in places])
    gains: NDArray[np.float64] = sums.max(axis=1, initial=0.0) / STRANGER_SCALE
    return gains


def _stranger_sums(found: Measured, place: int) -> NDArray[np.float64]:
    if found.parts:
        sums = [_stranger_sums(part, number) for part in found.parts for number in range(len(part.which))]
        total: NDArray[np.float64] = np.sum(sums, axis=0, dtype=np.float64)
        return total
    start = found.ends[place - 1] if place else 0
    return sum_strangers(found.table, found.rows[start : min(found.ends[place], start + MAX_ROWS)]).astype(np.float64)


def sum_strangers(table: ScriptTable, rows: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.float32]:
    """Sums of at most `MAX_ROWS` rows of `ScriptTable.strangers`, exact."""
    sums: NDArray[np.float32] = _dot(_ONES[: len(rows)], table.strangers.take(rows, axis=0).astype(np.float32))
    return sums
