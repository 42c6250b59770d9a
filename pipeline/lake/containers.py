"""What the lake knows of containers as a whole, so that an unchanged one need not be opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from pipeline.lake.state import SeenSource

ContainerSignature: TypeAlias = tuple[str, int, int]
"""Key, and the times of change of the file and of its inode."""


@dataclass(slots=True)
class KnownContainer:
    """A container at one of the times at which it was read.

    Attributes:
        n_members: As how many sources it was listed then.
        articles: How many of them are articles, by the configuration that made them.
        rejects: How many are rejects, by reason and configuration.
    """

    n_members: int
    articles: Counter[str] = field(default_factory=Counter)
    rejects: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """True where the lake knows every source that was listed: none was forgotten, or read again without the others."""
        return self.articles.total() + self.rejects.total() == self.n_members


def find_known_containers(seen: Iterable[SeenSource]) -> dict[ContainerSignature, KnownContainer]:
    """Every container of which the lake knows all sources as of one and the same time, by its key and that time.

    Args:
        seen: Sources in containers, with their times; memory grows with the containers and not with these.
    """
    found: dict[tuple[ContainerSignature, int], KnownContainer] = {}
    for source in seen:
        if source.ctime_ns == 0:  # too young then for its times to say anything
            continue
        signature = (source.container_key, source.mtime_ns, source.ctime_ns)
        known = found.setdefault((signature, source.n_members), KnownContainer(source.n_members))
        if source.reject_reason is not None:
            known.rejects[source.reject_reason, source.made_by] += 1
        elif source.content_hash is not None:
            known.articles[source.made_by] += 1
    return {signature: known for (signature, _), known in found.items() if known.is_whole}
