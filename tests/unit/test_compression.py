from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import subprocess
import sys
import tarfile
import time
from contextlib import suppress

import lz4.frame
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.containers.compression import DecompressedStream, decompress, find_compression, without_ending
from transforms.containers.entry import Limits
from transforms.containers.tar_archive import list_files
from transforms.records import Reason, Rejection, Source
from transforms.sources import read_source

PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress, "lz4": lz4.frame.compress}
TEXT = "Belediye meclisi köprüyü konuştu ve kararı yarına bıraktı.\n".encode() * 3
LIMIT = 2**20


def refusal(data: bytes, limit: int = LIMIT) -> Reason:
    with pytest.raises(Rejection) as caught:
        decompress(data, limit)
    return caught.value.reason


@pytest.mark.parametrize("name", PACKERS)
def test_what_is_compressed_comes_out_as_it_went_in(name):
    packed = PACKERS[name](TEXT)
    compression = find_compression(packed)
    assert compression is not None
    assert compression.name == name
    assert decompress(packed, LIMIT) == TEXT


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("bits", [1, 5, 8])
def test_megabytes_come_out_as_they_went_in(name, bits):
    dice = random.Random(bits)
    data = bytes(dice.getrandbits(bits) for _ in range(3_000_000))
    assert decompress(PACKERS[name](data), len(data)) == data


@pytest.mark.parametrize("name", PACKERS)
def test_parts_one_after_another_are_all_read(name):
    pack = PACKERS[name]
    assert decompress(pack(TEXT) + pack(b"") + pack(b"end"), LIMIT) == TEXT + b"end"


@pytest.mark.parametrize("name", PACKERS)
def test_a_file_cut_at_any_byte_is_damaged_and_gives_nothing(name):
    packed = PACKERS[name](TEXT)
    for end in range(12, len(packed)):
        assert refusal(packed[:end]) == Reason.DAMAGED_CONTAINER


@pytest.mark.parametrize("name", PACKERS)
def test_garbage_behind_the_end_is_a_damage_and_zeros_are_not(name):
    packed = PACKERS[name](TEXT)
    assert refusal(packed + b"garbage") == Reason.DAMAGED_CONTAINER
    assert decompress(packed + bytes(512), LIMIT) == TEXT


@pytest.mark.parametrize("name", PACKERS)
def test_more_than_the_limit_is_too_large(name):
    assert refusal(PACKERS[name](TEXT), len(TEXT) - 1) == Reason.TOO_LARGE
    assert decompress(PACKERS[name](TEXT), len(TEXT)) == TEXT


@pytest.mark.parametrize("name", PACKERS)
def test_what_is_compressed_twice_is_nested(name):
    assert refusal(gzip.compress(PACKERS[name](TEXT))) == Reason.NESTED_CONTAINER


@pytest.mark.parametrize("text", ["BZh9 numaralı yol", "plain", "", "PK lideri"])
def test_a_text_is_not_taken_for_a_compressed_file(text):
    assert decompress(text.encode(), LIMIT) == text.encode()


def test_the_name_within_is_the_name_without_its_ending():
    assert [without_ending(name) for name in ("a.txt.gz", "A.JSONL.ZST", "n.tgz", "a.b")] == ["a.txt", "A.JSONL", "n.tar", "a.b"]


@pytest.mark.parametrize("name", PACKERS)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=400), at=st.integers(0, 10_000), value=st.integers(0, 255))
def test_an_altered_byte_raises_nothing_but_a_rejection(name, data, at, value):
    packed = bytearray(PACKERS[name](data))
    packed[at % len(packed)] = value
    with suppress(Rejection):
        decompress(bytes(packed), LIMIT)


def test_what_is_whole_before_a_damage_is_given_out_first():
    compression = find_compression(gzip.compress(b""))
    assert compression is not None
    stream = DecompressedStream(io.BytesIO(gzip.compress(TEXT) + b"garbage!"), compression, LIMIT)
    assert stream.read(LIMIT) == TEXT
    with pytest.raises(Rejection):
        stream.read(LIMIT)


BOMB = """
import resource, sys, time
from transforms.containers.compression import decompress
from transforms.containers.entry import Limits
from transforms.containers.tar_archive import list_files
from transforms.records import Rejection
data = open(sys.argv[1], "rb").read()
decompress(data[:0], 1)
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    decompress(data, 2**28)
except Rejection as rejection:
    print(rejection.reason, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.perf_counter() - began)
"""


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_takes_neither_memory_nor_time(name, tmp_path):
    bomb = tmp_path / "bomb"
    bomb.write_bytes(PACKERS[name](bytes(200 * 2**20)))
    told = subprocess.run([sys.executable, "-c", BOMB, str(bomb)], capture_output=True, text=True, check=True)
    reason, grown_kb, seconds = told.stdout.split()
    assert reason == Reason.DECOMPRESSION_BOMB
    assert int(grown_kb) < 64 * 1024
    assert float(seconds) < 2


def test_a_compressed_article_is_read_as_what_is_in_it(tmp_path):
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(TEXT))
    status = path.stat()
    source = Source("k", str(path), str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    assert read_source(source, max_bytes=LIMIT) == (source, TEXT)


@pytest.mark.parametrize("name", PACKERS)
def test_a_file_of_very_many_parts_takes_time_in_proportion(name):
    part = PACKERS[name](b"x")
    assert decompress(part * 50_000, LIMIT) == b"x" * 50_000


def test_a_hostile_tar_header_of_very_many_records_takes_no_time():
    records = b"6 a=b\n" * 170_000
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, len(records)
    data = info.tobuf() + records + bytes(-len(records) % 512) + tarfile.TarInfo("a.txt").tobuf() + bytes(1024)
    started = time.perf_counter()
    assert [entry.name for entry in list_files(io.BytesIO(data), Limits())] == ["a.txt"]
    assert time.perf_counter() - started < 2
