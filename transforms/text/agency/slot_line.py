"""Take whole lines off that are credits, end marks or notices, near the top and at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import pairwise

from transforms.text.agency.atoms import Atoms, atomise
from transforms.text.agency.author import find_author, find_author_above_town
from transforms.text.agency.draft import Draft, Finding, Region
from transforms.text.agency.frames import Frame, Separator, read_frame, shift
from transforms.text.agency.judge_line import Slot, judge_line
from transforms.text.agency.lexicon import NOTHING, Lexicon, fold_word
from transforms.text.agency.notices import is_contact, is_end_mark, is_source_site, may_be_notice, read_notice
from transforms.text.agency.parts import Part, known_part
from transforms.text.agency.prose import ends_in_prose, find_prose
from transforms.text.agency.reading import as_outlet_line, read
from transforms.text.agency.signs import may_sign
from transforms.text.agency.tokens import Token, drop_bullets, tokenise

_LINE_CHARS = 200
_TOP_LINES = 3
_BROKEN_LINES = 3
_INITIALS_CHARS = 24
"""Shorter lines at the bottom may hold nothing but the initials of editors."""
_CACHED_LINES = 1 << 12
_CATALOGUE_LINES = 6
_TORN_CHARS = 80
_OPEN_ENDS = "/,،(-–—_|"
_LOOSE_STARTS = "/,،)-–—_|"
_CLOSES = ":-–—_"
_SAYS_WHO = frozenset({"agency", "place", "byline", "role", "desk"})
_BYLINES = frozenset({"byline_line", "photo_line", "reporter_line", "initials_line"})
_Found = tuple[str, str, Frame | None]


def take_top_line(draft: Draft) -> bool:
    """True after removing a whole line that is a credit, among the first three lines of the body."""
    for line_no, region in enumerate(draft.body[:_TOP_LINES]):
        start, end = draft.first_line(region)
        if end - start <= _LINE_CHARS and _take_line(draft, region, (start, end), slot="top" if line_no else "first"):
            return True
    return _take_broken(draft, draft.body[:_BROKEN_LINES], "first")


def take_repeated(draft: Draft) -> bool:
    """True after removing a credit that is the first line and stands once more before the first sentence, as crawled pages have it.

    `سبق- متابعة:` is doubtful where it stands once. A near miss is a summary that the story begins with.
    """
    if len(draft.body) < 2:
        return False
    line, below = draft.body[:2]
    text = draft.raw[line.start : line.end]
    if len(text) > _TORN_CHARS or not draft.raw.startswith(text, below.start) or below.end - below.start == len(text):
        return False
    frame = read_frame(Atoms(tokenise(draft.raw, line.start, line.end), draft.lexicon))
    if not frame.is_whole or text[-1] not in _CLOSES or not any(part.kind in _SAYS_WHO for part in frame.parts):
        return False
    draft.findings.append(Finding(line.start, "first", tuple(_as_town(element) for element in frame.elements)))
    draft.take(below, below.start, below.start + len(text), "credit", "repeated_head")
    draft.take(line, line.start, line.end, "credit", "repeated_line")
    return True


def take_bottom_line(draft: Draft) -> bool:
    """True after removing the last line of the body, where it is a credit, an end mark or a notice."""
    last = draft.body[-1]
    start = max(last.start, last.end - 4 * _LINE_CHARS)
    whole = draft.raw.find("\n", start, last.end) < 0
    lines = [(start, last.end)] if whole else list(draft.lines(Region(start, last.end)))
    if len(lines) == 1 and len(draft.body) > 1 and _take_counter(draft, last, draft.body[-2]):
        return True
    begun = lines[-1][0]
    if begun > last.start and draft.raw[last.start : begun].strip() and "\n" not in draft.raw[start:begun]:
        return False
    if _take_signature(draft):
        return True
    torn = last.end - last.start <= _TORN_CHARS and draft.raw[last.start] in _LOOSE_STARTS
    if torn and _take_broken(draft, draft.body[-_BROKEN_LINES:], "bottom"):
        return True
    return _take_line(draft, last, lines[-1], slot="bottom") or (not torn and _take_broken(draft, draft.body[-_BROKEN_LINES:], "bottom"))


def _as_town(element: Part | Separator) -> Part | Separator:
    """A name of one word beside an agency is a town's."""
    is_town = isinstance(element, Part) and element.kind == "name" and element.n_words == 1
    return element._replace(kind="place") if isinstance(element, Part) and is_town else element


def _take_signature(draft: Draft) -> bool:
    """True after removing reporter and town from the last two lines."""
    parts = find_author_above_town(draft)
    for region in draft.body[-2:] if parts else ():
        draft.take(region, region.start, region.end, "byline", "author_line")
    if parts:
        draft.findings.append(Finding(parts[0].start, "bottom", parts))
    return bool(parts)


def _take_broken(draft: Draft, regions: Sequence[Region], slot: Slot) -> bool:
    """True after removing a credit that a crawler broke over two or three lines: `... (Ahmet YILMAZ/`, `BURSA`, `, DHA)`."""
    if not any(map(partial(_touch, draft.raw), regions, regions[1:])):
        return False
    for count in range(len(regions), 1, -1):
        some = regions[:count] if slot == "first" else regions[-count:]
        start, end = _start_of_torn(draft.raw, some[0], slot), some[-1].end
        if not 0 <= end - start <= _LINE_CHARS or not any(_is_torn(draft.raw, start, above, below) for above, below in pairwise(some)):
            continue
        found = _read_credit(draft, start, end, slot=slot)
        if found is not None and found[2] is not None and read(found[2].elements).is_firm:
            draft.findings.append(Finding(start, slot, found[2].elements))
            for region in some:
                draft.take(region, max(region.start, start), region.end, found[0], "broken_line")
            return True
    return False


def _start_of_torn(raw: str, region: Region, slot: Slot) -> int:
    """Where a broken credit begins: with the line, or at a bracket that the line does not close."""
    opening = raw.rfind("(", region.start, region.end)
    is_open = slot == "bottom" and opening >= 0 and raw.find(")", opening, region.end) < 0
    return opening if is_open else region.start


def _is_torn(raw: str, start: int, above: Region, below: Region) -> bool:
    """True where a line ends or the next begins with a mark that joins the two."""
    if above.end - max(above.start, start) > _TORN_CHARS or below.end - below.start > _TORN_CHARS:
        return False
    return _touch(raw, above, below)


def _touch(raw: str, above: Region, below: Region) -> bool:
    return raw[above.end - 1] in _OPEN_ENDS or raw[below.start] in _LOOSE_STARTS


def _take_counter(draft: Draft, region: Region, above: Region) -> bool:
    """SPA's file number below its end mark: `16:12 GMT` and `0025` on two lines. A near miss is a lone number below a paragraph."""
    if region.end - region.start > _LINE_CHARS or above.end - above.start > _LINE_CHARS:
        return False
    if not draft.raw[region.start : region.end].isdigit():
        return False
    if not is_end_mark(Atoms(tokenise(draft.raw, above.start, above.end), draft.lexicon)):
        return False
    draft.take(region, region.start, region.end, "end_mark", "counter_line")
    return True


def _take_line(draft: Draft, region: Region, line: tuple[int, int], *, slot: Slot) -> bool:
    start, end = line
    found = (_read_boilerplate(draft, start, end) if slot == "bottom" else None) or _read_credit(draft, start, end, slot=slot)
    if found is None and slot == "bottom" and end - start <= _LINE_CHARS and is_source_site(draft.raw[start:end], draft.lexicon):
        found = "credit", "site_line", None
    if found is None and (parts := find_author(draft, region, line, at_bottom=slot == "bottom")):
        found = "byline", "author_line", Frame(parts, 0, is_whole=True)
    if found is None:
        return False
    kind, rule, frame = found
    if frame is not None:
        draft.findings.append(Finding(start, "notice" if kind in ("notice", "furniture") else slot, frame.elements))
    draft.take(region, start, end, kind, rule)
    return True


def _read_boilerplate(draft: Draft, start: int, end: int) -> _Found | None:
    """Kind and rule of a notice or a contact line, with the agencies that a notice names."""
    if may_be_notice(draft.raw, start, end):
        tokens = tokenise(draft.raw, start, min(end, start + 2 * _LINE_CHARS))
        if rule := read_notice(tokens):
            return ("notice" if rule == "rights_notice" else "furniture"), rule, _owners(tokens, draft.lexicon)
    if end - start <= _LINE_CHARS and is_contact(draft.raw[start:end]):
        return "furniture", "contact_line", None
    return None


def _read_credit(draft: Draft, start: int, end: int, *, slot: Slot) -> _Found | None:
    found = read_line(draft.raw[start:end], slot, draft.lexicon) if end - start <= _LINE_CHARS else None
    if found is None:
        return None
    kind, rule, frame = found
    if rule == "byline_line" and slot != "bottom" and _is_in_catalogue(draft):
        return None
    return kind, rule, shift(frame, start) if frame else None


def _is_in_catalogue(draft: Draft) -> bool:
    """True where a line near the top names a publisher: then author and translator are those of a book."""
    for region in draft.body[:_CATALOGUE_LINES]:
        label, colon, _ = draft.raw[region.start : min(region.end, region.start + _TORN_CHARS)].partition(":")
        if colon and "catalogue" in draft.lexicon.entries.get(fold_word(label.strip()), NOTHING).uses:
            return True
    return False


def _owners(tokens: Sequence[Token], lexicon: Lexicon) -> Frame:
    """The agencies that a rights notice names."""
    parts = [part for atom in atomise(tokens, lexicon) if (part := known_part(atom)) and part.kind == "agency" and not part.is_weak]
    return Frame(tuple(parts[:1]), len(parts[:1]), is_whole=False)


def _is_photo(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """True where the first word says whose picture it is: `تصوير: NAME`, `(Foto: NAME)`; a near miss is `Muhabir: NAME`."""
    first = next((token for token in tokens if token.kind == "word"), None)
    return first is not None and "photo" in lexicon.entries.get(first.folded, NOTHING).uses


@lru_cache(maxsize=_CACHED_LINES)
def read_line(line: str, slot: Slot, lexicon: Lexicon) -> _Found | None:
    """Kind, rule and parts of a line that is a credit or an end mark; offsets count from its start. Agencies sign alike day after day."""
    end = len(line)
    if ends_in_prose(line, 0, end, lexicon) or find_prose(line, 0, end, lexicon) < end:
        return None
    if (slot != "bottom" or end > _INITIALS_CHARS) and not may_sign(line, lexicon):
        return None
    tokens = tokenise(line, 0, end)
    atoms = Atoms(drop_bullets(tokens), lexicon)
    if slot == "bottom" and is_end_mark(atoms):
        return "end_mark", "end_mark_line", None
    frame = read_frame(atoms)
    if slot == "first":
        frame = as_outlet_line(frame)
    rule = judge_line(frame, slot=slot)
    if rule == "byline_line" and _is_photo(tokens, lexicon):
        rule = "photo_line"
    return None if rule is None else ("byline" if rule in _BYLINES else "credit", rule, frame)
