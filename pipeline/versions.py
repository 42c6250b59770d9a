"""The versions of everything that shapes a row."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import transforms
from transforms.schema import SCHEMA_VERSION


def all_versions(language_profiles: str | None = None, agencies: Path | None = None) -> dict[str, str]:
    """Version or digest by part; a change of any makes what was staged before it stale.

    `transforms` is a digest of that package's files, code and resources alike, so nobody has to remember to raise a number.

    Args:
        language_profiles: Folder of the user's language profiles, which shape rows, too.
        agencies: The user's registry of agencies, which does, too.
    """
    return {
        "newswire": version("newswire"),
        "schema": str(SCHEMA_VERSION),
        "transforms": _digest(Path(transforms.__file__).parent),
        "langdetect": version("langdetect"),
        "camel-tools": version("camel-tools"),
        **({"language_profiles": _digest(Path(language_profiles).expanduser())} if language_profiles else {}),
        **({"agencies": hashlib.sha256(agencies.read_bytes()).hexdigest()[:16]} if agencies else {}),
    }


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\n{path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
