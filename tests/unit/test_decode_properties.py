"""What holds for any bytes and any text."""

import codecs
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.records import Reason, Rejection
from transforms.text.decode import Decoded, decode, normalize_newlines

# Letters and marks of the scripts that news come in; neither controls nor private use, which `decode` treats on their own.
PROSE = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x6FF, exclude_categories=("Cc", "Cs", "Co", "Cn")) | st.sampled_from("\n\t"), min_size=1
)
VISIBLE_PROSE = PROSE.map(lambda text: "x" + text)
REFUSALS = {Reason.BINARY, Reason.EMPTY, Reason.UNDECODABLE}
NOT_IN_RAW_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x85\u2028\ud800-\udfff]")


@settings(max_examples=200, deadline=None)
@given(st.binary() | st.binary().map(lambda data: codecs.BOM_UTF16_LE + data) | st.binary().map(lambda data: codecs.BOM_UTF8 + data))
def test_any_bytes_give_clean_text_or_a_rejection(data: bytes) -> None:
    found: Decoded | Reason
    try:
        found = decode(data)
    except Rejection as rejection:
        found = rejection.reason
    if isinstance(found, Reason):
        assert found in REFUSALS
        return
    assert not NOT_IN_RAW_TEXT.search(found.text)
    assert list(found.flags) == sorted(set(found.flags))
    found.text.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([bytes([b]) for b in range(32, 256)]), min_size=1, max_size=80).map(b"".join))
def test_any_bytes_without_controls_are_decoded_the_same_way_twice(data: bytes) -> None:
    answers = []
    for _ in range(2):
        try:
            answers.append(repr(decode(data)))
        except Rejection as rejection:
            answers.append(str(rejection))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@settings(max_examples=100, deadline=None)
@given(text=VISIBLE_PROSE)
def test_what_was_encoded_comes_back(encoding: str, text: str) -> None:
    found = decode(text.encode(encoding))
    assert found.text == normalize_newlines(text)
    assert found.encoding == encoding
    assert not {"encoding_damaged", "control_characters"} & set(found.flags)


@given(st.text())
def test_newlines_are_normalised_once_and_for_all(text: str) -> None:
    once = normalize_newlines(text)
    assert normalize_newlines(once) == once
    assert not set(once) & {"\r", "\x85", "\u2028"}
