"""The versions of everything that shapes a row."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import transforms
from pipeline.config import Config
from transforms.schema import SCHEMA_VERSION
from transforms.text.entities.camel import find_model
from transforms.text.entities.engine import CAMEL


def all_versions(config: Config) -> dict[str, str]:
    """Version or digest by part; a change of any makes what was staged before it stale.

    `transforms` is a digest of that package's files, code and resources alike, so nobody has to remember to raise a number. The user's
    language profiles and registry of agencies, and camel-tools' model where it is used, shape rows, too.

    Raises:
        CamelDataError: camel-tools' model is asked for and not installed.
    """
    profiles, agencies = config.language_profiles, config.agencies_path()
    return {
        "newswire": version("newswire"),
        "schema": str(SCHEMA_VERSION),
        "transforms": _digest(Path(transforms.__file__).parent),
        "langdetect": version("langdetect"),
        "camel-tools": version("camel-tools"),
        **{name: version(name) for name in ("lxml", "trafilatura")},
        **({"language_profiles": _digest(Path(profiles).expanduser())} if profiles else {}),
        **({"agencies": hashlib.sha256(agencies.read_bytes()).hexdigest()[:16]} if agencies else {}),
        **(_camel_versions() if config.entity_engine == CAMEL else {}),
    }


def _camel_versions() -> dict[str, str]:
    return {"camel_model": _digest(find_model()), **{name: version(name) for name in ("torch", "transformers")}}


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\n{path.stat().st_size}\n".encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
