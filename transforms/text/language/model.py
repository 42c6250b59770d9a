"""The language model of one set of profiles, built once and kept in a file of the user's cache."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.text.language.characters import lower_units, unit_classes
from transforms.text.language.profiles import OWN, RELATIVE, STRANGER, Profile, profile_files, read_profile, relative_files, stranger_files
from transforms.text.language.tables import SHARPER, ScriptTable, Smoothing, build_table

_FORMAT = 14
"""Raised with every change of what the tables mean."""
_BY_SCRIPT_ALONE = {"Jpan": "ja", "Hang": "ko", "Hani": "zh"}
"""Scripts whose thousands of characters need no table: kana and hangul tell Japanese and Korean, and Chinese is what is left."""
_LOAD = Lock()
_loaded: dict[str | None, LanguageModel] = {}


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """Tables of the scripts that several languages share, and the language of each script that one has to itself.

    Attributes:
        classes: As `unit_classes` has them.
        lower: Each UTF-16 code unit in lower case.
        lower_turkish: The same, with I and İ as Turkish has them.
    """

    classes: NDArray[np.uint8]
    lower: NDArray[np.uint16]
    lower_turkish: NDArray[np.uint16]
    tables: Mapping[str, ScriptTable]
    alone: Mapping[str, str]

    @property
    def n_languages(self) -> int:
        """How many languages it can name."""
        return len(self.alone) + sum(table.relative.count(False) for table in self.tables.values())


def load_model(extra_folder: str | None = None) -> LanguageModel:
    """The model of this process, loaded once by whichever thread comes first.

    Args:
        extra_folder: Profiles beside those that come with langdetect and the project.

    Raises:
        ProfileError: A profile cannot be read.
    """
    kept = _loaded.get(extra_folder)
    if kept is not None:
        return kept
    with _LOAD:
        return _loaded.setdefault(extra_folder, _loaded.get(extra_folder) or _load(extra_folder))


def _load(extra_folder: str | None) -> LanguageModel:
    named = profile_files(extra_folder)
    files = {(OWN, name): path for name, path in named.items()}
    for kind, found in ((RELATIVE, relative_files()), (STRANGER, stranger_files())):
        files |= {(kind, name): path for name, path in found.items() if name not in named}
    contents = {key: path.read_bytes() for key, path in files.items()}
    path = _cache_path(_digest(contents))
    kept = read_model(path) if path else None
    if kept is not None:
        return kept
    model = build_model([read_profile(name, content, kind) for (kind, name), content in sorted(contents.items())])
    if path:
        with suppress(OSError):  # a cache that cannot be written costs a second at the next start
            write_model(model, path)
    return model


def build_model(profiles: Sequence[Profile], smoothing: Smoothing = SHARPER) -> LanguageModel:
    """The model of some profiles."""
    by_script: dict[str, list[Profile]] = {}
    for profile in profiles:
        by_script.setdefault(profile.script, []).append(profile)
    wanted = {script: [one for one in found if one.kind == OWN] for script, found in by_script.items()}
    rivals = {script: sum(one.kind != STRANGER for one in found) for script, found in by_script.items()}
    shared = {
        script: found for script, found in by_script.items() if wanted[script] and rivals[script] > 1 and script not in _BY_SCRIPT_ALONE
    }
    alone = {script: found[0].lang for script, found in wanted.items() if len(found) == 1 and script not in shared} | _BY_SCRIPT_ALONE
    tables = {script: build_table(script, found, smoothing) for script, found in sorted(shared.items())}
    return LanguageModel(unit_classes(), lower_units(turkish=False), lower_units(turkish=True), tables, alone)


def write_model(model: LanguageModel, path: Path) -> None:
    """The file is there whole, or not at all."""
    arrays: dict[str, Any] = {"classes": model.classes, "lower": model.lower, "lower_turkish": model.lower_turkish}
    told: dict[str, Any] = {"alone": dict(model.alone), "tables": {}}
    for script, table in model.tables.items():
        told["tables"][script] = {"langs": table.langs, "relative": table.relative}
        arrays |= {f"{script}_{name}": getattr(table, name) for name in _ARRAYS}
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.stem}-", suffix=".part", delete=False) as file:
        try:
            np.savez(file, told=np.frombuffer(json.dumps(told).encode(), dtype=np.uint8), **arrays)
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


_ARRAYS = ("characters", "nodes", "rows", "scores", "strangers", "expected")


def read_model(path: Path) -> LanguageModel | None:
    """What `write_model` wrote; None where there is no such file or it is damaged."""
    try:
        with path.open("rb") as file:
            arrays = dict(np.load(file, allow_pickle=False))
        told = json.loads(arrays["told"].tobytes())
        tables = {
            script: ScriptTable(
                script, tuple(one["langs"]), tuple(one["relative"]), **{name: arrays[f"{script}_{name}"] for name in _ARRAYS}
            )
            for script, one in told["tables"].items()
        }
        return LanguageModel(arrays["classes"], arrays["lower"], arrays["lower_turkish"], tables, told["alone"])
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile):
        return None


def _digest(contents: Mapping[tuple[str, str], bytes]) -> str:
    digest = hashlib.sha256(f"{_FORMAT} {np.dtype(np.int32).newbyteorder('=').str}".encode())
    for (kind, name), content in sorted(contents.items()):
        digest.update(f"\n{kind} {name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def _cache_path(digest: str) -> Path | None:
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # no home
        return None
    return folder / "newswire" / f"languages-{digest}.npz"
