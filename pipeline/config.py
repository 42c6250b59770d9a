"""The configuration: defaults here, what differs in a YAML file, every key checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

import yaml

from pipeline.config_error import ConfigError
from pipeline.nightly_settings import NightlySettings, read_nightly_settings
from pipeline.watch_settings import WatchSettings, read_watch_settings
from transforms.containers.entry import Limits
from transforms.formats.names import NAMES
from transforms.text import language_settings
from transforms.text.entities import engine
from transforms.text.entities.engine import CRF
from transforms.text.language_settings import CORE_LANGUAGES, EXACT, LanguageSettings

__all__ = ["Config", "ConfigError", "load_config"]


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run can be told, with its defaults.

    Attributes:
        workers: Processes; 0 means one for each core that this process may use, and never more than there are chunks.
        chunk_articles: Articles that travel through the graph together, 1 to 1000.
        chunk_bytes: A chunk ends where its files reach this.
        chunk_time_limit_s: A worker that needs longer for one chunk is killed, and the article to blame is rejected as `too_slow`.
        max_article_bytes: Larger files are rejected as `too_large`, unread.
        max_container_bytes: What comes out of a compressed container beyond this is lost; a reject says so.
        max_container_articles: A container of more is rejected as `too_many_members`.
        max_paragraphs: Articles of more paragraphs are rejected as `too_many_paragraphs`.
        max_rejected_ratio: Above this share of rejects the run publishes, and exits with 65; null never does.
        excluded_names: File names that are no articles; they are listed as rejects `excluded_name`.
        sort_memory_mb: Memory in which a commit compares and joins; it spills the rest to disk.
        sources: Folder by source name: articles below the folder keep their identity when the folder moves.
        agencies: CSV file of further agencies, with the columns of the packaged registry.
        language_engine: `langdetect-exact`, or `langdetect` for the package itself.
        language_profiles: Folder of further language profiles, as `newswire profile build` writes them.
        language_prior: `core` expects the languages of the agencies that the registry knows; null expects none.
        language_threshold: An article or paragraph whose language scores less is `und`; null: as calibrated.
        source_languages: Languages that a source publishes in, by source name; they go before `language_prior`.
        field_names: Further names for fields of JSON and of XML of no standard, by field; they go before the known ones.
        entity_engine: `crf`, whose weights ship, or `camel`: camel-tools' model for Arabic, whose data the user installs.
        nightly: What `newswire nightly` reads, and whom it tells.
        watch: What `newswire watch` follows, and how much it takes at once.
    """

    workers: int = 0
    chunk_articles: int = 250
    chunk_bytes: int = 4 * 2**20
    chunk_time_limit_s: float = 300.0
    max_article_bytes: int = 16 * 2**20
    max_container_bytes: int = Limits().max_container_bytes
    max_container_articles: int = Limits().max_container_articles
    max_paragraphs: int = 50_000
    max_rejected_ratio: float | None = None
    excluded_names: tuple[str, ...] = ("README", "README.md", "README.txt", "LICENSE", "LICENSE.md", "LICENSE.txt")
    sort_memory_mb: int = 128
    sources: Mapping[str, str] = field(default_factory=dict)
    agencies: str | None = None
    language_engine: str = EXACT
    language_profiles: str | None = None
    language_prior: str | None = None
    language_threshold: float | None = None
    source_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    field_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entity_engine: str = CRF
    nightly: NightlySettings = field(default_factory=NightlySettings)
    watch: WatchSettings = field(default_factory=WatchSettings)

    def digest(self, versions: Mapping[str, str]) -> str:
        """16 hex digits of all that shapes a row: the limits, and the versions of code and models."""
        shaping = {name: value for name, value in asdict(self).items() if name in _SHAPING}
        text = json.dumps([shaping, dict(versions)], sort_keys=True, default=list)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]

    def source_names(self) -> dict[str, str]:
        """Source name by resolved folder, as `list_sources` wants it."""
        return {str(Path(folder).expanduser().resolve()): name for name, folder in self.sources.items()}

    def agencies_path(self) -> Path | None:
        """The user's registry, absolute."""
        return Path(self.agencies).expanduser().resolve() if self.agencies else None

    def limits(self) -> Limits:
        """Of containers and of what is in them."""
        return Limits(self.max_article_bytes, self.max_container_bytes, self.max_container_articles)

    def language_settings(self) -> LanguageSettings:
        """How languages are told."""
        profiles = str(Path(self.language_profiles).expanduser().resolve()) if self.language_profiles else None
        return LanguageSettings(self.language_engine, profiles, CORE_LANGUAGES if self.language_prior else (), self.language_threshold)


_SHAPING = {
    *("max_article_bytes", "max_container_bytes", "max_container_articles", "max_paragraphs"),
    *("excluded_names", "source_languages", "field_names", "entity_engine", "language_engine", "language_prior", "language_threshold"),
}
_CHOICES = {"language_engine": language_settings.ENGINES, "language_prior": ("core", None), "entity_engine": engine.ENGINES}
_RANGES: dict[str, tuple[float, float]] = {
    "workers": (0, 256),
    "chunk_articles": (1, 1000),
    "chunk_bytes": (1, 2**30),
    "chunk_time_limit_s": (1, 86_400),
    "max_article_bytes": (1, 2**28),
    "max_container_bytes": (1, 2**40),
    "max_container_articles": (1, 10**8),
    "max_paragraphs": (1, 1_000_000),
    "max_rejected_ratio": (0, 1),
    "language_threshold": (0, 1),
    "sort_memory_mb": (64, 1_048_576),
}


def load_config(path: Path | None) -> Config:
    """The defaults, and over them what the file says.

    Raises:
        ConfigError: The file is not there, is not YAML, or has a key or value that is not allowed.
    """
    if path is None:
        return Config()
    try:
        given = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        where = f", line {place.line + 1}" if place else ""
        raise ConfigError(f"{path}{where}: not valid YAML") from None
    if given is None:
        return Config()
    if not isinstance(given, dict):
        raise ConfigError(f"{path}: expected `key: value` lines")
    return replace(Config(), **{str(key): _checked(path, str(key), value) for key, value in given.items()})


def _checked(path: Path, key: str, value: object) -> Any:
    kinds = get_type_hints(Config)
    if key not in kinds:
        allowed = ", ".join(one.name for one in fields(Config))
        raise ConfigError(f"{path}: unknown key {key!r}; allowed are {allowed}")
    kind = kinds[key]
    accepted = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if key in _READERS:
        return _READERS[key](path, value)
    if isinstance(value, int) and not isinstance(value, bool) and float in accepted:
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, accepted):
        names = " or ".join("null" if one is type(None) else one.__name__ for one in accepted)
        raise ConfigError(f"{path}: {key} is {value!r}; expected {names}")
    if key in _CHOICES and value not in _CHOICES[key]:
        choices = " or ".join("null" if one is None else one for one in _CHOICES[key])
        raise ConfigError(f"{path}: {key} is {value!r}; expected {choices}")
    if key not in _RANGES:
        return value
    low, high = _RANGES[key]
    if isinstance(value, int | float) and not low <= value <= high:
        raise ConfigError(f"{path}: {key} is {value:g}; allowed are {low:g} to {high:g}")
    return value


def _texts(path: Path, key: str, value: object, kind: type[Any]) -> Any:
    items = list(value.items()) if isinstance(value, dict) else [(item, item) for item in value] if isinstance(value, list) else []
    if not isinstance(value, kind) or not all(isinstance(text, str) for pair in items for text in pair):
        wanted = "a list of names" if kind is list else "a mapping of source name to folder"
        raise ConfigError(f"{path}: {key} is {value!r}; expected {wanted}")
    return value


def _language_lists(path: Path, value: object) -> dict[str, tuple[str, ...]]:
    given = value.items() if isinstance(value, dict) else [("", value)]
    if not all(isinstance(name, str) and name and isinstance(codes, list) and codes for name, codes in given):
        raise ConfigError(f"{path}: source_languages is {value!r}; expected a mapping of source name to a list of language codes")
    return {name: tuple(_texts(path, "source_languages", codes, list)) for name, codes in given}


def _field_names(path: Path, value: object) -> dict[str, tuple[str, ...]]:
    given = value if isinstance(value, dict) else {}
    if not given or not all(name in NAMES and isinstance(names, list) and names for name, names in given.items()):
        raise ConfigError(f"{path}: field_names is {value!r}; expected a mapping of {', '.join(NAMES)} to a list of names")
    return {name: tuple(_texts(path, "field_names", names, list)) for name, names in given.items()}


_READERS: dict[str, Callable[[Path, object], Any]] = {
    "excluded_names": lambda path, value: tuple(_texts(path, "excluded_names", value, list)),
    "sources": lambda path, value: _texts(path, "sources", value, dict),
    "source_languages": _language_lists,
    "field_names": _field_names,
    "nightly": read_nightly_settings,
    "watch": read_watch_settings,
}
