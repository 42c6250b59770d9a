"""Compressed files as streams of what is in them, piece by piece, with limits on what comes out."""

from __future__ import annotations

import bz2
import io
import lzma
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from transforms.records import Reason, Rejection

MAX_RATIO = 200
"""Bytes out for each byte in. Repeated wire tables in xz reach 60; bombs begin at 1,000 (gzip) and end at 30,000 (zstd)."""

FREE_BYTES = 2**20
"""So much may come out whatever the ratio: a short file of blank lines is no attack."""

_PIECE_BYTES = 2**16
_FIRST_STEP = 2**10
_MAX_WINDOW_BYTES = 2**27  # 128 MiB, what `zstd --long` and `xz -9` may ask for
_MAGIC_BYTES = 8


class _Decompressor(Protocol):
    """What bz2, lzma, lz4 and zstd agree on."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes | None: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the manners of the others; length and check sum are compared at the end of each member."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and not self.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _Zstd:
    """The library's decompressor; its errors are of a class that only it knows."""

    def __init__(self) -> None:
        from backports import zstd  # a library of its own, and few files need it

        self._error = zstd.ZstdError
        self._inner = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _MAX_WINDOW_BYTES.bit_length() - 1})

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return self._inner.needs_input

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        try:
            return self._inner.decompress(data, max_length)
        except self._error as error:
            raise ValueError(str(error)) from None


def _lz4() -> _Decompressor:
    import lz4.frame  # likewise

    decompressor: _Decompressor = lz4.frame.LZ4FrameDecompressor()
    return decompressor


def _xz() -> _Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MAX_WINDOW_BYTES + 2**20)


@dataclass(frozen=True, slots=True)
class Compression:
    """One way to compress.

    Attributes:
        name: For people.
        magic: The first bytes of every file.
        endings: Of file names; the rest of the name says what is in it.
    """

    name: str
    magic: tuple[bytes, ...]
    endings: tuple[str, ...]
    start: Callable[[], _Decompressor]

    def begins(self, data: bytes) -> bool:
        """True where a compressed file, or the next part of one, begins like this."""
        return data.startswith(self.magic)


_COMPRESSIONS = (
    Compression("gzip", (b"\x1f\x8b\x08",), (".gz", ".tgz"), _Gzip),
    # An article may open with "BZh9": what follows it in a file is the binary code of pi, or of its square root where nothing is in it.
    Compression(
        "bzip2",
        tuple(b"BZh%d%s" % (level, mark) for level in range(1, 10) for mark in (b"1AY&", b"\x17rE8")),
        (".bz2", ".tbz2"),
        bz2.BZ2Decompressor,
    ),
    Compression("xz", (b"\xfd7zXZ\x00",), (".xz", ".txz"), _xz),
    Compression("zstd", (b"\x28\xb5\x2f\xfd",), (".zst", ".zstd", ".tzst"), _Zstd),
    Compression("lz4", (b"\x04\x22\x4d\x18",), (".lz4",), _lz4),
)


def find_compression(head: bytes) -> Compression | None:
    """How a file that begins with these bytes is compressed.

    >>> find_compression(bytes.fromhex("1f8b08")).name
    'gzip'
    """
    return next((one for one in _COMPRESSIONS if one.begins(head)), None)


def without_ending(name: str) -> str:
    """The name of what is in a compressed file.

    >>> without_ending("wire.jsonl.gz"), without_ending("night.tgz")
    ('wire.jsonl', 'night.tar')
    """
    for one in _COMPRESSIONS:
        for ending in one.endings:
            if name.lower().endswith(ending):
                return name[: -len(ending)] + (".tar" if ending.startswith(".t") else "")
    return name


class DecompressedStream(io.RawIOBase):
    """What is in a compressed file, several parts one after another included, read once from front to back.

    What was whole before a damage is given out first; then `read` raises a `Rejection`: `damaged_container` where the file is cut off,
    altered or followed by something else, `decompression_bomb` over the ratio, `too_large` over the limit.
    """

    def __init__(
        self, file: io.BufferedIOBase | io.RawIOBase, compression: Compression, max_bytes: int = sys.maxsize, *, only_first: bool = False
    ) -> None:
        """With `only_first` it ends with the first part."""
        self._file, self._compression, self._max_bytes, self._only_first = file, compression, max_bytes, only_first
        self._inner = compression.start()
        self._bytes_in = self._bytes_out = 0
        self._buffer, self._at, self._step = b"", 0, _FIRST_STEP

    @property
    def bytes_used(self) -> int:
        """How long the first part is, once it is read to its end."""
        return self._bytes_in - (len(self._buffer) - self._at) - len(self._inner.unused_data or b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # io asks for a wider name than there is
        """At most one piece; 0 at the end."""
        left = self._max_bytes - self._bytes_out
        piece = self._next(min(len(buffer), _PIECE_BYTES, left or 1))
        if piece and not left:
            raise Rejection(Reason.TOO_LARGE, f"more than {self._max_bytes} bytes come out of this {self._compression.name} file")
        self._bytes_out += len(piece)
        if self._bytes_out > max(FREE_BYTES, MAX_RATIO * self._bytes_in):
            detail = f"more than {MAX_RATIO} bytes come out for each of this {self._compression.name} file; unpack it if you trust it"
            raise Rejection(Reason.DECOMPRESSION_BOMB, detail)
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, max_length: int) -> bytes:
        try:
            stalled = False
            while True:
                if self._inner.eof and (self._only_first or not self._next_part()):
                    return b""
                asked = stalled or self._inner.needs_input
                data = self._more() if asked else b""
                piece = self._inner.decompress(data, max_length)
                if piece:
                    return piece
                if asked and not data and not self._inner.eof:
                    raise self._damaged("is cut off")
                stalled = not asked  # zstd may say that it needs nothing, and give nothing
        except (EOFError, OSError, RuntimeError, ValueError, lzma.LZMAError, zlib.error) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # of the disk
            raise self._damaged("is damaged") from None

    def _more(self) -> bytes:
        """Input, little at first: what a decompressor leaves of it is copied, and a file may be of millions of parts."""
        if self._at == len(self._buffer):
            self._fill(b"")
        data = self._buffer[self._at : self._at + self._step]
        self._at += len(data)
        self._step = min(2 * self._step, _PIECE_BYTES)
        return data

    def _fill(self, kept: bytes) -> None:
        more = self._file.read(self._step) or b""
        self._bytes_in += len(more)
        self._buffer, self._at = kept + more, 0

    def _next_part(self) -> bool:
        """True where another compressed part follows; zeros at the end are padding."""
        unused = self._inner.unused_data or b""
        if len(unused) <= self._at:
            self._at -= len(unused)
        else:
            self._buffer, self._at = unused + self._buffer[self._at :], 0
        if len(self._buffer) - self._at < _MAGIC_BYTES:
            self._fill(self._buffer[self._at :])
        following = self._buffer[self._at : self._at + _MAGIC_BYTES]
        if not following.strip(b"\0"):
            return False
        if not self._compression.begins(following):
            raise self._damaged("is followed by something else")
        self._inner, self._step = self._compression.start(), _FIRST_STEP
        return True

    def _damaged(self, what: str) -> Rejection:
        return Rejection(
            Reason.DAMAGED_CONTAINER,
            f"the {self._compression.name} file {what} after {self._bytes_out} bytes of its content; fetch it again",
        )


def decompress(data: bytes, max_bytes: int) -> bytes:
    """What is in a compressed file, or the bytes themselves where they are not compressed; one level, never more than `max_bytes`.

    Raises:
        Rejection: It is damaged, comes out too large, or what is in it is compressed again.
    """
    compression = find_compression(data)
    if compression is None:
        return data
    stream = DecompressedStream(io.BytesIO(data), compression, max_bytes)
    parts = []
    while piece := stream.read(_PIECE_BYTES):
        parts.append(piece)
    content = b"".join(parts)
    if find_compression(content) is not None or content.startswith(b"PK\x03\x04"):
        raise nested(f"a {compression.name} file")
    return content


def nested(outer: str) -> Rejection:
    """For what lies in a container and is one itself."""
    return Rejection(Reason.NESTED_CONTAINER, f"an archive or a compressed file inside {outer}; unpack the outer one")
