"""Keep out of a process what it has no use for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Refusal(MetaPathFinder):
    """Says of pandas that it is not installed."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)
        return None


@contextmanager
def _without_pandas() -> Iterator[None]:
    refusal = _Refusal()
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)


@cache
def import_lean(*names: str) -> None:
    """These modules and pyarrow are imported as where there is no pandas; whoever imports pandas later gets it.

    Only `pyarrow.array` then takes a pandas object for any other sequence, until something has been converted to or from pandas.
    pandas comes with camel-tools. Beam while it is imported, and pyarrow when it first makes an array, import it wherever it is
    installed and do well without: 0.3 s and 54 MB in each process, for nothing that is used here.
    """
    with _without_pandas():
        for name in ("pyarrow", *names):
            import_module(name)
        sys.modules["pyarrow"].array([0])
