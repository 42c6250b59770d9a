"""Sort more rows than fit in memory: sorted pieces on disk, merged a few rows of each at a time.

DuckDB's own sort pins more than its memory limit where rows are wide and nested (DuckDB 2.0: 200,000 articles fail in 366 MB), so it
only streams here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

ORDER = "_order"
"""The column that rows are sorted by: text, compared byte by byte, different in every row."""

_MERGED_AT_ONCE = 48
_ROWS_OUT = 4_096


@dataclass(frozen=True, slots=True)
class SortSpace:
    """Where and in how much memory to sort.

    Attributes:
        folder: For the pieces; they are gone when the rows have been read.
        piece_bytes: Rows of about this size are sorted at once; a merge holds no more.
    """

    folder: Path
    piece_bytes: int


def sort_rows(rows: pa.RecordBatchReader, space: SortSpace) -> Iterator[pa.RecordBatch]:
    """The rows in the order of `ORDER`, without that column, cut anyhow. Nothing is written where they fit in one piece."""
    schema = rows.schema
    pieces = _pieces(rows, space.piece_bytes)
    first = next(pieces, None)
    second = next(pieces, None)
    if first is None:
        return
    if second is None:
        yield from _without_order(_in_order(first))
        return
    with _Spill(space, schema) as spill:
        del rows
        written = spill.write_all(_chain(first, second, pieces))
        first = second = None
        while len(written) > _MERGED_AT_ONCE:
            groups = [written[start : start + _MERGED_AT_ONCE] for start in range(0, len(written), _MERGED_AT_ONCE)]
            written = [spill.merge(group) for group in groups]
        for table in spill.merged(written):
            yield from _without_order(table)


def _chain(first: pa.Table, second: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield first
    yield second
    yield from rest


def _pieces(rows: pa.RecordBatchReader, piece_bytes: int) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in rows:
        held.append(batch)
        size += batch.nbytes
        if size >= piece_bytes:
            yield pa.Table.from_batches(held)
            held, size = [], 0
    if held:
        yield pa.Table.from_batches(held)


def _in_order(table: pa.Table) -> pa.Table:
    return table.take(pc.sort_indices(table.column(ORDER)))


def _without_order(table: pa.Table) -> Iterator[pa.RecordBatch]:
    yield from table.drop_columns([ORDER]).to_batches(max_chunksize=_ROWS_OUT)


class _Spill:
    """Sorted pieces as files."""

    def __init__(self, space: SortSpace, schema: pa.Schema) -> None:
        self._space, self._schema = space, schema
        self._options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._left: set[Path] = set()
        self._number = 0

    def __enter__(self) -> _Spill:
        return self

    def __exit__(self, *_: object) -> None:
        for path in self._left:
            path.unlink(missing_ok=True)

    def write_all(self, pieces: Iterable[pa.Table]) -> list[Path]:
        """One file a piece."""
        return [self._write([_in_order(piece)], len(piece)) for piece in pieces]

    def merge(self, paths: Sequence[Path]) -> Path:
        """Several files as one."""
        return self._write(self.merged(paths), None)

    def merged(self, paths: Sequence[Path]) -> Iterator[pa.Table]:
        """The rows of all files in order; the files are gone then.

        Of each file one batch is held. Rows up to the least of their last keys come before all that is still unread.
        """
        with ExitStack() as stack:
            readers = [pa.ipc.open_stream(stack.enter_context(pa.OSFile(str(path)))) for path in paths]
            heads = {number: head for number, reader in enumerate(readers) if (head := _next_rows(reader))}
            while heads:
                bound = min(_last_key(head) for head in heads.values())
                ready = []
                for number, head in list(heads.items()):
                    until = len(head) if _last_key(head) == bound else _count_up_to(head, bound)
                    ready.append(head.slice(0, until))
                    rest = head.slice(until) if until < len(head) else _next_rows(readers[number])
                    heads.pop(number)
                    heads.update({number: rest} if rest else {})
                yield _in_order(pa.Table.from_batches([part for part in ready if len(part)]))
        for path in paths:
            path.unlink()
            self._left.discard(path)

    def _write(self, tables: Iterable[pa.Table], n_rows: int | None) -> Path:
        """A file of batches so small that a merge of as many as are merged at once holds one piece."""
        path = self._space.folder / f"sort-{self._number}.arrow"
        self._number += 1
        self._left.add(path)
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, self._schema, options=self._options) as writer:
            for table in tables:
                most = max((n_rows or len(table)) * self._space.piece_bytes // (_MERGED_AT_ONCE * max(table.nbytes, 1)), 1)
                for batch in table.to_batches(max_chunksize=min(most, _ROWS_OUT)):
                    writer.write_batch(batch)
        return path


def _next_rows(reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
    for batch in reader:
        if len(batch):
            return batch
    return None


def _last_key(batch: pa.RecordBatch) -> str:
    return str(batch.column(ORDER)[-1].as_py())


def _count_up_to(batch: pa.RecordBatch, bound: str) -> int:
    """How many rows of a sorted batch have a key of at most `bound`."""
    return int(pc.sum(pc.less_equal(batch.column(ORDER), bound)).as_py() or 0)
