"""Gazetteers of the entity step.

    python training/build_gazetteers.py --data DIR --out transforms/resources/entities

Writes `places.tsv` (one place a line with its names in six languages), `homographs.tsv`, for each language with weights `names_*.tsv` (they
are features only) and `words_*.tsv` (words that announce a name), and for Kurmanji and Sorani the lists of the patterns.
Within one language each name belongs to one line of `places.tsv`: countries win over the project's own list, that over the list of cities.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

from transforms.text.entities.casing import lower
from transforms.text.entities.crf import LANGUAGES as WEIGHTED
from transforms.text.entities.gazetteer import LANGUAGES, match_key

HERE = Path(__file__).parent
MLEDOZE = {"ar": "ara", "tr": "tur", "fa": "per"}
# Below these populations the machine-translated names of the city list are mostly districts and common words.
MATCHED_POPULATION = 500_000
FEATURE_POPULATION = 50_000
SMALLEST_CAPITAL = 20_000  # smaller towns of a capital's name are elsewhere: "Kingston" in Australia
# Administrative divisions, which the list mixes with cities. Examples: "Mangwe Bölgesi", "Ula District"; near miss: "Mexico City".
_DIVISION = re.compile(r"\b(?:District|Division|Area|Raion|County|Region|Bölgesi|İlçesi|منطقة|قسم|مقاطعة|محافظة|ناحیه|بخش|شهرستان|منطقه)\b")
SHORTEST_CITY = 5  # shorter names of unknown towns are too often words: "أبا" is also "father"
SAME_NAME = 0.5  # a Turkish form less like the English one than this is a translated word: "Regina" became "Kraliçe"
_BRACKETS = re.compile(r"\s*[(\[].*$")  # "ميانمار (بورما)" loses its bracket; near miss: "غينيا - بيساو" keeps its dash
_DIGIT = re.compile(r"\d")
PATTERN_LANGUAGES = ("ku", "ckb")
Rows = dict[str, dict[str, list[str]]]


def slug(name: str) -> str:
    """An identifier made of a name: `Ho Chi Minh City` gives `ho-chi-minh-city`."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def read_own(path: Path) -> Rows:
    """The project's own list."""
    rows: Rows = {}
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            entity_id, *columns = line.split("\t")
            names = {lang: column.split("|") for lang, column in zip(LANGUAGES, columns, strict=True) if column != "-"}
            rows[entity_id] = names
    return rows


def read_countries(folder: Path) -> Rows:
    """Country names from Unicode CLDR, then mledoze-countries."""
    listed = json.loads((folder / "mledoze-countries/countries.json").read_text("utf-8"))
    rows: Rows = {f"country:{row['cca2']}": {lang: [] for lang in LANGUAGES} for row in listed}
    for lang in LANGUAGES:
        for code, name in json.loads((folder / f"cldr/{lang}.json").read_text("utf-8")).items():
            if f"country:{code}" in rows:
                rows[f"country:{code}"][lang].append(_BRACKETS.sub("", name))
    for row in listed:
        names = rows[f"country:{row['cca2']}"]
        names["en"] += [row["name"]["common"], row["name"]["official"]]
        for lang, theirs in MLEDOZE.items():
            translation = row["translations"].get(theirs, {})
            names[lang] += [translation[form] for form in ("common", "official") if form in translation]
    return rows


def read_population(path: Path) -> list[tuple[str, int]]:
    """Names and populations of the city list, divisions left out."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return [(_BRACKETS.sub("", row[0]), int(row[1])) for row in rows if len(row) == 2 and row[1].isdigit() and not _DIVISION.search(row[0])]


def read_capitals(folder: Path) -> set[str]:
    """English names of the capitals of countries."""
    return {name for row in json.loads((folder / "mledoze-countries/countries.json").read_text("utf-8")) for name in row["capital"]}


def read_nationalities(folder: Path) -> set[str]:
    """English words for the people of each country, which are no names: "Serbian"."""
    listed = json.loads((folder / "mledoze-countries/countries.json").read_text("utf-8"))
    words = {word for row in listed for word in row["demonyms"].get("eng", {}).values()}
    return {word for word in words if " " not in word and word}


def read_cities(folder: Path, capitals: set[str]) -> Rows:
    """Large cities and capitals; the lists of the languages are joined by population where that is unique in each."""
    by_population: dict[str, dict[int, str]] = {}
    for lang in ("ar", "tr", "fa", "en"):
        listed = read_population(folder / f"{lang}.tsv")
        counts = Counter(people for _, people in listed)
        by_population[lang] = {people: name for name, people in listed if counts[people] == 1}
    rows: Rows = {}
    for people, name in sorted(by_population["en"].items(), reverse=True):
        likeness = SequenceMatcher(None, slug(name), slug(by_population["tr"].get(people, name))).ratio()
        large = people >= (SMALLEST_CAPITAL if name in capitals else MATCHED_POPULATION)
        if large and slug(name) and likeness >= SAME_NAME:
            found = {lang: table[people] for lang, table in by_population.items() if people in table}
            names = {lang: [form] for lang, form in found.items() if len(form) >= SHORTEST_CITY}
            rows.setdefault(f"city:{slug(name)}", names)
    return rows


def write_places(path: Path, tables: list[Rows]) -> None:
    """Merges the tables; a name that an earlier line has is left out."""
    merged: Rows = {}
    taken: dict[tuple[str, str], str] = {}
    for table in tables:
        for entity_id, names in table.items():
            kept = merged.setdefault(entity_id, {lang: [] for lang in LANGUAGES})
            for lang, listed in names.items():
                for name in listed:
                    key = (lang, " ".join(match_key(name, lang)))
                    if len(name) > 2 and taken.setdefault(key, entity_id) == entity_id and name not in kept[lang]:
                        kept[lang].append(name)
    lines = ["\t".join(["entity_id", *LANGUAGES])]
    lines += [
        "\t".join([entity_id, *("|".join(names[lang]) for lang in LANGUAGES)]) for entity_id, names in merged.items() if any(names.values())
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def read_written(lang: str) -> list[tuple[str, str]]:
    """(kind, name or word) of the project's own list of a language."""
    rows = (HERE / f"names/{lang}.tsv").read_text("utf-8").splitlines()
    pairs = [row.split("\t") for row in rows if not row.startswith("#")]
    return [(kind, name) for kind, names in pairs for name in names.split("|")]


def write_feature_names(out: Path, folder: Path, lang: str) -> None:
    """Names, folded, that are hints and not matches: the project's own, smaller cities, for Arabic encyclopaedia titles."""
    names = {(kind, name) for kind, name in read_written(lang) if kind.isupper()}
    if lang == "ar":
        for kind in ("PER", "LOC", "ORG"):
            names |= {(kind, name) for name in (folder / f"ar-wiki-titles/{kind}.txt").read_text("utf-8").splitlines()}
    cities = read_population(folder / f"dr5hn-cities/{lang}.tsv")
    names |= {("CITY", name) for name, people in cities if people >= FEATURE_POPULATION and len(name) > 2}
    folded = {(kind, key) for kind, name in names if (key := fold_name(name, lang)) and len(key) > 1 and not _DIGIT.search(key)}
    (out / f"names_{lang}.tsv").write_text("".join(f"{kind}\t{name}\n" for kind, name in sorted(folded)), "utf-8")


def write_words(out: Path, lang: str, no_names: Iterable[str]) -> None:
    """Words that announce a name, and capitalised words that are none."""
    written = [*read_written(lang), *(("time", word) for word in no_names)]
    words = sorted({(kind, fold_name(word, lang)) for kind, word in written if kind.islower()})
    (out / f"words_{lang}.tsv").write_text("".join(f"{kind}\t{word}\n" for kind, word in words), "utf-8")


def write_organisations(path: Path) -> None:
    """The project's own organisations of the languages with capitals; without them too many of the names are words."""
    rows = sorted((lang, name) for lang in ("en", "tr") for kind, name in set(read_written(lang)) if kind == "ORG")
    path.write_text("".join(f"{lang}\t{name}\n" for lang, name in rows), "utf-8")


def fold_name(name: str, lang: str) -> str:
    """A name as the features compare it."""
    folded = " ".join(match_key(name, lang))
    return folded if lang in {"ar", "fa"} else lower(folded, lang)


def main() -> None:
    """Writes the three files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/gazetteer")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folder = options.data / "ner/gazetteer"
    own = read_own(HERE / "places.tsv")
    ambiguous = {"ambiguous": own.pop("ambiguous")}
    own_countries = {key: names for key, names in own.items() if key.startswith("country:")}
    cities = read_cities(folder / "dr5hn-cities", read_capitals(folder))
    write_places(options.out / "places.tsv", [ambiguous, own_countries, read_countries(folder), own, cities])
    for lang in WEIGHTED:
        write_feature_names(options.out, folder, lang)
        if lang != "ar":  # its list is kept by hand, as it also holds names that begin like a conjunction
            write_words(options.out, lang, read_nationalities(folder) if lang == "en" else ())
    for lang in PATTERN_LANGUAGES:
        names = sorted(set(read_written(lang)))
        (options.out / f"names_{lang}.tsv").write_text("".join(f"{kind}\t{name}\n" for kind, name in names), "utf-8")
    write_organisations(options.out / "organisations.tsv")
    shutil.copyfile(HERE / "homographs.tsv", options.out / "homographs.tsv")


if __name__ == "__main__":
    main()
