"""The four places where a credit may stand; each function takes at most one off and says whether it did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from transforms.text.agency.atoms import atomise
from transforms.text.agency.draft import Draft, Finding, Region
from transforms.text.agency.frames import Frame, Separator, read_frame
from transforms.text.agency.gloss import is_gloss
from transforms.text.agency.judge_head import judge_head
from transforms.text.agency.judge_line import Slot, judge_line
from transforms.text.agency.judge_tail import judge_tail
from transforms.text.agency.notices import is_contact, is_end_mark, read_notice
from transforms.text.agency.parts import known_part
from transforms.text.agency.reading import read
from transforms.text.agency.tokens import Kind, Token, tokenise
from transforms.text.fold import is_invisible

_HEAD_CHARS = 220
"""The longest dateline seen, a release wire's with city, country, date and wire, has 110 characters."""
_TAIL_CHARS = 200
_LINE_CHARS = 200
_TOP_LINES = 3
_MAX_CONTROLS = 3
_MAX_RUN = 14
"""SPA's dateline with both calendars is the longest run of words and numbers: 11 in `الباحة 18 شوال 1436 هـ الموافق 3 اغسطس 2015 م واس`."""
_LAST_WORD_CHARS = 40
_LAST_WORD = re.compile(r"([^\W\d_]{2,30})[.!?؟…۔]\Z")
"""Matches at the end of `... كما قال.`; near misses: `(İLKHA).` and `قال`, which go through the grammar."""
_CLOSING = re.compile(r"[-\u2010-\u2015_:/()\[\]«»\"“”|.,،=\u0640\uff08﴾~]")
_NOTICE = re.compile(r"YASAL UYARI\s*:|تنبيه\s*:\s*وكالة")
"""Matches how ILKHA's rights notices open; a near miss is `تنبيه: العاصفة تقترب`."""
_STOPS = frozenset(".!?؟…۔")
_QUOTES = frozenset("\"'”»’)")


def take_invisible(draft: Draft) -> bool:
    """True after removing every block in which there is nothing to see."""
    regions = [region for region in draft.regions if region.is_left and _shows_nothing(draft.raw[region.start : region.end])]
    for region in regions:
        draft.take(region, region.start, region.end, "furniture", "invisible_line")
    return bool(regions)


def _shows_nothing(text: str) -> bool:
    """True for a line of marks without width, or of a wire's control bytes, which stand as U+FFFD; not for a line that decoding lost."""
    return is_invisible(text) or (len(text) <= _MAX_CONTROLS and not text.strip("\ufffd "))


def take_top_line(draft: Draft) -> bool:
    """True after removing a whole line that is a credit, among the first three lines of the body."""
    for line_no, region in enumerate(draft.body()[:_TOP_LINES]):
        first = next(draft.lines(region), None)
        if first is not None and _take_line(draft, region, first, slot=Slot.TOP if line_no else Slot.FIRST):
            return True
    return False


def take_bottom_line(draft: Draft) -> bool:
    """True after removing the last line of the body, where it is a credit, an end mark or a notice."""
    body = draft.body()
    if not body:
        return False
    lines = list(draft.lines(Region(max(body[-1].start, body[-1].end - 4 * _LINE_CHARS), body[-1].end, "body")))
    line = lines[-1]
    if len(lines) == 1 and len(body) > 1 and _take_counter(draft, body[-1], body[-2]):
        return True
    if line[0] > body[-1].start and draft.raw[body[-1].start : line[0]].strip() and "\n" not in draft.raw[body[-1].start : line[0]]:
        return False
    return _take_line(draft, body[-1], line, slot=Slot.BOTTOM)


def take_below_notice(draft: Draft) -> bool:
    """True after removing a rights notice that stands straight below the article's credit, and the other stories' first lines under it.

    Pages of ILKHA go on so. A near miss is a notice without a credit before it, which only goes where it is the last line.
    """
    body = draft.body()
    for last, region in pairwise(body):
        if not _NOTICE.match(draft.raw, region.start) or not take_tail_of(draft, last):
            continue
        draft.findings.append(Finding(region.start, "notice", ()))
        draft.take(region, region.start, region.end, "notice", "rights_notice")
        for below in (other for other in body if other.start > region.start):
            draft.take(below, below.start, below.end, "furniture", "below_notice")
        return True
    return False


def take_head(draft: Draft) -> bool:
    """True after removing a credit before the first sentence of the body."""
    body = draft.body()
    return bool(body) and take_head_of(draft, body[0])


def take_head_of(draft: Draft, region: Region) -> bool:
    """True after removing a credit before the first sentence of a region."""
    if not _CLOSING.search(draft.raw, region.start, min(region.end, region.start + _HEAD_CHARS)):
        return False
    tokens = _until_prose(tokenise(draft.raw, region.start, min(region.end, region.start + _HEAD_CHARS)))
    atoms = atomise(tokens)
    skip = _bullets(tokens)
    frame = read_frame(atoms[skip:])
    best: tuple[int, str] | None = None
    for k in range(1, len(frame.elements) + 1):
        closing = frame.elements[k - 1]
        following = draft.raw[closing.end : region.end]
        if not isinstance(closing, Separator) or not following.strip() or is_invisible(following):
            continue
        if best is not None and not _may_go_on(frame, best[0], k):
            break
        rule = judge_head(frame, k, following[:80])
        best = (k, rule) if rule else best
    if best is None:
        return False
    k, rule = best
    kind = "credit" if rule == "agency_head" else "byline" if rule == "byline_head" else "dateline"
    draft.findings.append(Finding(region.start, "head", frame.elements[:k]))
    draft.take(region, region.start, max(frame.elements[k - 1].end, frame.elements[k - 1].start), kind, rule)
    return True


def take_tail(draft: Draft) -> bool:
    """True after removing a credit behind the last sentence of the body."""
    body = draft.body()
    return bool(body) and take_tail_of(draft, body[-1])


def take_tail_of(draft: Draft, region: Region) -> bool:
    """True after removing a credit behind the last sentence of a region."""
    start = max(region.start, region.end - _TAIL_CHARS)
    if _ends_in_prose(draft.raw, start, region.end):
        return False
    tokens = tokenise(draft.raw, start, region.end)
    for at in _sentence_ends(tokens):
        atoms = atomise(tokens[at:])
        frame = read_frame(atoms)
        rule = "end_mark_tail" if is_end_mark(atoms) else judge_tail(frame)
        if rule:
            draft.findings.append(Finding(tokens[at].start, "tail", frame.elements))
            kind = (
                "end_mark"
                if rule == "end_mark_tail"
                else "dateline"
                if rule == "place_tail"
                else "byline"
                if rule == "initials_tail"
                else "credit"
            )
            draft.take(region, tokens[at].start, region.end, kind, rule)
            return True
    return _take_bracket_tail(draft, region, tokens)


def _take_bracket_tail(draft: Draft, region: Region, tokens: Sequence[Token]) -> bool:
    """A caption or a sentence without a stop, then the agency in round brackets, then nothing: `... العام الماضي (أ ف ب)`."""
    if not tokens or tokens[-1].folded not in ")](":
        return False
    at = next((i for i in range(len(tokens) - 2, 0, -1) if tokens[i].kind in (Kind.OPEN, Kind.CLOSE)), 0)
    if not at or is_gloss(tokens[:at], tokens[at + 1 : -1]):
        return False
    frame = read_frame(atomise(tokens[at:]))
    reading = read(frame.elements)
    sure = frame.is_whole and reading.agencies and all(not part.is_weak for part in reading.agencies) and judge_tail(frame)
    if not sure:
        return False
    draft.findings.append(Finding(tokens[at].start, "tail", frame.elements))
    draft.take(region, tokens[at].start, region.end, "credit", "bracket_tail")
    return True


def _take_counter(draft: Draft, region: Region, above: Region) -> bool:
    """SPA's file number below its end mark: `16:12 GMT` and `0025` on two lines. A near miss is a lone number below a paragraph."""
    if not draft.raw[region.start : region.end].isdigit() or above.end - above.start > _LINE_CHARS:
        return False
    if not is_end_mark(atomise(tokenise(draft.raw, above.start, above.end))):
        return False
    draft.take(region, region.start, region.end, "end_mark", "counter_line")
    return True


def _take_line(draft: Draft, region: Region, line: tuple[int, int], *, slot: Slot) -> bool:
    start, end = line
    found = _read_line(draft, start, end, slot=slot)
    if found is None:
        return False
    kind, rule, frame = found
    if frame is not None:
        draft.findings.append(Finding(start, "notice" if kind in ("notice", "furniture") else slot, frame.elements))
    draft.take(region, start, end, kind, rule)
    return True


def _read_line(draft: Draft, start: int, end: int, *, slot: Slot) -> tuple[str, str, Frame | None] | None:
    if slot is Slot.BOTTOM and (rule := read_notice(tokens := tokenise(draft.raw, start, min(end, start + 2 * _LINE_CHARS)))):
        return ("notice" if rule == "rights_notice" else "furniture"), rule, _owners(tokens)
    if end - start > _LINE_CHARS or _ends_in_prose(draft.raw, start, end):
        return None
    if slot is Slot.BOTTOM and is_contact(draft.raw[start:end]):
        return "furniture", "contact_line", None
    atoms = atomise(tokenise(draft.raw, start, end))
    if slot is Slot.BOTTOM and is_end_mark(atoms):
        return "end_mark", "end_mark_line", None
    frame = read_frame(atoms[_bullets([atom.tokens[0] for atom in atoms]) :])
    rule_name = judge_line(frame, slot=slot)
    if rule_name is None:
        return None
    return ("byline" if rule_name in ("byline_line", "reporter_line", "initials_line") else "credit"), rule_name, frame


def _owners(tokens: Sequence[Token]) -> Frame:
    """The agencies that a rights notice names."""
    parts = [part for atom in atomise(tokens) if (part := known_part(atom)) and part.kind == "agency" and not part.is_weak]
    return Frame(tuple(parts[:1]), len(parts[:1]), is_whole=False)


def _may_go_on(frame: Frame, best: int, k: int) -> bool:
    """True where more known parts follow a credit that could end here: `سبق- الرياض:`, `(ANSA) - ROME, JUL 11 -`.

    A near miss is `ANKARA (AA) - Bakan Şimşek: ...`: the words after the dash are the story's.
    """
    before, more = read(frame.elements[:best]), read(frame.elements[best:k])
    if more.names or more.bylines:
        signed = len(more.parts) == 1 and before.desks and not before.names and more.parts[0].n_words > 1
        closing = frame.elements[best - 1]
        return bool(signed) and isinstance(closing, Separator) and closing.has_dash
    return not (more.places and before.places) and bool(more.parts)


def _ends_in_prose(raw: str, start: int, end: int) -> bool:
    """True where a stretch ends in an unknown word and a full stop, as most paragraphs do; spares them the grammar."""
    match = _LAST_WORD.search(raw, max(start, end - _LAST_WORD_CHARS), end)
    return match is not None and not any(atom.kind == "name" for atom in atomise(tokenise(raw, match.start(1), match.end(1))))


def _until_prose(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens up to the first run of words too long for any credit."""
    run = 0
    for at, token in enumerate(tokens):
        run = run + 1 if token.kind in (Kind.WORD, Kind.NUMBER) else 0
        if run > _MAX_RUN:
            return tokens[: at + 1]
    return tokens


def _sentence_ends(tokens: Sequence[Token]) -> list[int]:
    """Where what stands behind a sentence end may begin, first to last."""
    ends = []
    for at in range(1, len(tokens)):
        before = tokens[at - 1].folded
        if before in _STOPS | _QUOTES and (tokens[at].spaced or tokens[at].kind is Kind.OPEN):
            ends.append(at)
    return ends


def _bullets(tokens: Sequence[Token]) -> int:
    """How many leading tokens are bullets or other marks of a list."""
    count = 0
    while count < len(tokens) and tokens[count].folded in ("*", "•", "·", ">"):
        count += 1
    return count
