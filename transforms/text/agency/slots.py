"""The four places where a credit may stand; each function takes at most one off and says whether it did."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.text.agency.atoms import atomise
from transforms.text.agency.draft import Draft, Finding, Region
from transforms.text.agency.frames import Frame, Separator, read_frame
from transforms.text.agency.gloss import is_gloss
from transforms.text.agency.judge import judge_head, judge_line, judge_tail, read
from transforms.text.agency.notices import is_contact, is_end_mark, read_notice
from transforms.text.agency.tokens import Kind, Token, tokenise
from transforms.text.fold import is_invisible

_HEAD_CHARS = 220
"""The longest dateline seen, a release wire's with city, country, date and wire, has 110 characters."""
_TAIL_CHARS = 200
_LINE_CHARS = 200
_TOP_LINES = 3
_STOPS = frozenset(".!?؟…۔")
_QUOTES = frozenset("\"'”»’)")


def take_invisible(draft: Draft) -> bool:
    """True after removing every block in which there is nothing to see."""
    regions = [region for region in draft.regions if region.is_left and is_invisible(draft.raw[region.start : region.end])]
    for region in regions:
        draft.take(region, region.start, region.end, "furniture", "invisible_line")
    return bool(regions)


def take_top_line(draft: Draft) -> bool:
    """True after removing a whole line that is a credit, among the first three lines of the body."""
    seen = 0
    for region in draft.body()[:_TOP_LINES]:
        first = next(draft.lines(region), None)
        if first is None or seen >= _TOP_LINES:
            return False
        seen += 1
        if _take_line(draft, region, first, at_top=True):
            return True
    return False


def take_bottom_line(draft: Draft) -> bool:
    """True after removing the last line of the body, where it is a credit, an end mark or a notice."""
    body = draft.body()
    if not body:
        return False
    lines = list(draft.lines(Region(max(body[-1].start, body[-1].end - 4 * _LINE_CHARS), body[-1].end, "body")))
    line = lines[-1]
    if line[0] > body[-1].start and draft.raw[body[-1].start : line[0]].strip() and "\n" not in draft.raw[body[-1].start : line[0]]:
        return False
    return _take_line(draft, body[-1], line, at_top=False)


def take_head(draft: Draft) -> bool:
    """True after removing a credit before the first sentence of the body."""
    body = draft.body()
    return bool(body) and take_head_of(draft, body[0])


def take_head_of(draft: Draft, region: Region) -> bool:
    """True after removing a credit before the first sentence of a region."""
    tokens = tokenise(draft.raw, region.start, min(region.end, region.start + _HEAD_CHARS))
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
    tokens = tokenise(draft.raw, start, region.end)
    for at in _sentence_ends(tokens):
        atoms = atomise(tokens[at:])
        frame = read_frame(atoms)
        rule = "end_mark_tail" if is_end_mark(atoms) else judge_tail(frame)
        if rule:
            draft.findings.append(Finding(tokens[at].start, "tail", frame.elements))
            kind = "end_mark" if rule == "end_mark_tail" else "dateline" if rule == "place_tail" else "byline" if rule == "initials_tail" else "credit"
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


def _take_line(draft: Draft, region: Region, line: tuple[int, int], *, at_top: bool) -> bool:
    start, end = line
    found = _read_line(draft, start, end, at_top=at_top)
    if found is None:
        return False
    kind, rule, frame = found
    if frame is not None:
        draft.findings.append(Finding(start, "top" if at_top else "bottom", frame.elements))
    draft.take(region, start, end, kind, rule)
    return True


def _read_line(draft: Draft, start: int, end: int, *, at_top: bool) -> tuple[str, str, Frame | None] | None:
    if not at_top and (rule := read_notice(tokenise(draft.raw, start, min(end, start + 2 * _LINE_CHARS)))):
        return ("notice" if rule == "rights_notice" else "furniture"), rule, None
    if end - start > _LINE_CHARS:
        return None
    if not at_top and is_contact(draft.raw[start:end]):
        return "furniture", "contact_line", None
    atoms = atomise(tokenise(draft.raw, start, end))
    if not at_top and is_end_mark(atoms):
        return "end_mark", "end_mark_line", None
    frame = read_frame(atoms[_bullets([atom.tokens[0] for atom in atoms]) :])
    rule_name = judge_line(frame, at_top=at_top)
    if rule_name is None:
        return None
    return ("byline" if rule_name in ("byline_line", "reporter_line", "initials_line") else "credit"), rule_name, frame


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


def _sentence_ends(tokens: Sequence[Token]) -> list[int]:
    """Where what stands behind a sentence end may begin, first to last."""
    ends = []
    for at in range(1, len(tokens)):
        before = tokens[at - 1].folded
        if before[-1:] in _STOPS or (before[-1:] in _QUOTES and (tokens[at].spaced or tokens[at].kind is Kind.OPEN)):
            ends.append(at)
    return ends


def _bullets(tokens: Sequence[Token]) -> int:
    """How many leading tokens are bullets or other marks of a list."""
    count = 0
    while count < len(tokens) and tokens[count].folded in ("*", "•", "·", ">"):
        count += 1
    return count
