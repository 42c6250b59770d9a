"""What the Arabic features know of words beyond their letters: clusters, listed names, words that announce a name."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from transforms.text.entities import arabic
from transforms.text.entities.gazetteer import load_places, longest_by_first, read_resource

# Words before or inside names, by what they announce. Matched folded, clitics off.
_HINTS = {
    "person": "رئيس الرئيس وزير الوزير السيد السيدة الدكتور دكتور الشيخ الملك الأمير الأميرة الجنرال العقيد اللواء النائب نائب السفير المطران الحاج "
    "المدرب اللاعب الكاتب الشاعر الفنان الفنانة المخرج الممثل القاضي المحامي المستشار المستشارة الأستاذ بابا البابا الإمام زعيم الزعيم أمين قائد سيناتور حاكم",
    "organisation": "شركة حزب منظمة جامعة بنك مصرف وزارة مجلس نادي فريق حركة وكالة صحيفة جريدة مجلة قناة إذاعة مؤسسة جمعية اتحاد هيئة لجنة مركز معهد "
    "كتائب جبهة جيش محكمة نقابة برلمان صندوق مجموعة كلية تنظيم ائتلاف تحالف منتخب رابطة شبكة",
    "place": "مدينة بلدة قرية محافظة ولاية إقليم منطقة مقاطعة دولة جمهورية مملكة إمارة عاصمة العاصمة بحر نهر جبل بحيرة خليج مضيق جزيرة جزر مطار ميناء "
    "شارع حي ساحة ميدان مخيم معبر سد قضاء ضاحية شمال جنوب شرق غرب وادي شبه",
    "speech": "قال قالت أضاف أضافت أكد أكدت أعلن أعلنت صرح صرحت ذكر ذكرت أشار أشارت أوضح أوضحت كتب نقل دعا تابع",
}


def _key(form: str) -> int:
    return zlib.crc32(form.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Look-ups by folded form.

    Attributes:
        cluster_rows: From feature key of a word to its row in `cluster_ids`.
        cluster_ids: Cluster numbers, coarse to fine.
        word_tags: Kinds of listed names that a word is, starts or ends.
        word_hints: What a word announces.
        phrases: Listed names of two words or more with their kind.
        longest: Number of words of the longest such name by its first word.
    """

    cluster_rows: dict[int, int]
    cluster_ids: list[list[int]]
    word_tags: dict[str, tuple[str, ...]]
    word_hints: dict[str, tuple[str, ...]]
    phrases: dict[str, str]
    longest: dict[str, int]

    def clusters(self, form: str, stems: Sequence[str]) -> Sequence[int]:
        """Cluster numbers of the form or else of its first stem that has any; empty for an unknown word."""

        for part in (form, *stems):
            row = self.cluster_rows.get(_key(part))
            if row is not None:
                return self.cluster_ids[row]
        return ()

    def is_common(self, form: str) -> bool:
        """Whether the form is among the words that have clusters, the commonest of the text they were made from."""
        return _key(form) in self.cluster_rows

    def tags(self, form: str) -> tuple[str, ...]:
        """Kinds of listed names that the form takes part in."""
        return self.word_tags.get(form, ())

    def hints(self, form: str) -> tuple[str, ...]:
        """What the form announces."""
        return self.word_hints.get(form, ())


def _listed_names() -> list[tuple[str, str]]:
    """(kind, folded name), sure lists last so that they win."""
    names = [(kind, name) for kind, name in read_resource("names_ar.tsv")]
    for key, entity_id in load_places("ar").ids.items():
        names.append(((entity_id or "place").split(":")[0], " ".join(key)))
    return names


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The packaged lexicon, one copy per process."""
    tags: dict[str, dict[str, None]] = {}
    phrases: dict[str, str] = {}
    for kind, name in _listed_names():
        words = name.split()
        if len(words) == 1:
            tags.setdefault(name, {})[kind] = None
            continue
        phrases[name] = kind
        for mark, word in (("F", words[0]), ("L", words[-1])):
            tags.setdefault(word, {})[kind + mark] = None
    hints: dict[str, dict[str, None]] = {}
    for hint, listed in _HINTS.items():
        for word in listed.split():
            hints.setdefault(arabic.fold(word), {})[hint] = None
    keys, ids = _read_clusters()
    return Lexicon(
        {key: row for row, key in enumerate(keys)},
        ids,
        {word: tuple(found) for word, found in tags.items()},
        {word: tuple(found) for word, found in hints.items()},
        phrases,
        longest_by_first(tuple(name.split()) for name in phrases),
    )


def _read_clusters() -> tuple[list[int], list[list[int]]]:
    with resources.files("transforms").joinpath("resources", "entities", "clusters.npz").open("rb") as file, np.load(file) as arrays:
        return arrays["keys"].tolist(), arrays["ids"].tolist()
