"""What the order of parts and separators gives away: running text, captions, entries of a list, halves of a credit."""

from __future__ import annotations

from itertools import pairwise

from transforms.text.agency.frames import Frame, Separator
from transforms.text.agency.parts import Part


def marks_of(frame: Frame) -> list[str]:
    """The separators' characters, in order."""
    return [element.marks for element in frame.elements if isinstance(element, Separator)]


def tells_story(frame: Frame) -> bool:
    """True where unknown words end in a full stop, or follow a finished dateline: then they are the story's first words.

    `رام الله 19-8-2024 وفا- استشهد مواطن.`; a near miss is `سبق - عبدالله الراجحي`.
    """
    signed = False
    for at, element in enumerate(frame.elements):
        after = frame.elements[at + 1] if at + 1 < len(frame.elements) else None
        if isinstance(element, Separator):
            continue
        if (
            (element.kind in ("name", "byline") or (element.kind == "initials" and element.n_words == 1))
            and isinstance(after, Separator)
            and after.marks[:1]
            and after.marks[0] in ".!?؟…"
        ):
            return True
        if signed and element.kind == "name" and not element.bracket:
            before = frame.elements[at - 1]
            closed = isinstance(before, Separator) and (not before.marks or ":" in before.marks or "--" in before.marks)
            if closed or _is_closed_bracket(frame, at):
                return True
        signed = signed or element.kind in ("agency", "desk")
    return False


def is_cut_off(frame: Frame) -> bool:
    """True for the end of a credit whose beginning stands on another line, as where a crawler broke it: `, DHA)`."""
    first, second = frame.elements[0], frame.elements[1] if len(frame.elements) > 1 else None
    slashed = isinstance(second, Part) and second.bracket == "/"
    alone = len(frame.parts) == 1 and frame.parts[0].is_firm and first.start + 1 == frame.parts[0].start
    return isinstance(first, Separator) and first.marks[:1] in (",", "،", "/") and first.marks != "//" and not slashed and not alone


def is_record(frame: Frame) -> bool:
    """True for a line of a data file: `"source": "AAP",`."""
    first = frame.elements[0]
    return isinstance(first, Part) and first.kind in ("label", "source_label") and first.bracket == '"'


def is_entry(frame: Frame) -> bool:
    """True for an unknown word and a colon, as in a list of facts: `Mother's name: Suna`."""
    pairs = pairwise(frame.elements)
    return any(isinstance(a, Part) and a.kind == "name" and isinstance(b, Separator) and b.marks[:1] == ":" for a, b in pairs)


def is_caption(frame: Frame) -> bool:
    """True for a picture's caption before its agency: `شلالات النهر الكبير (رويترز)`; near misses: `NAME / DHA`, `Ahmet YILMAZ (DHA)`."""
    if len(frame.elements) not in (2, 3) or not all(isinstance(element, Part) for element in frame.elements[:2]):
        return False
    words, agency = frame.parts[:2]
    closed = any(marks_of(frame)) or len(frame.parts) > 2
    caseless = not (words.is_upper or words.is_lower)
    return words.kind == "name" and words.n_words > 1 and caseless and agency.kind == "agency" and agency.bracket == "(" and not closed


def _is_closed_bracket(frame: Frame, at: int) -> bool:
    """True where a dash after a bracketed agency stands before the element."""
    before, agency = frame.elements[at - 1], frame.elements[at - 2] if at > 1 else None
    dashed = isinstance(before, Separator) and before.has_dash
    return dashed and isinstance(agency, Part) and agency.kind == "agency" and agency.bracket == "("
