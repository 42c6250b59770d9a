"""Feed changed inputs to every reader until one fails: libFuzzer's mutations, led by coverage. `make fuzz` installs atheris.

    python tests/fuzz/run.py FOLDER --inputs 1000000

Inputs that open new paths are kept in FOLDER and used again. An error that is no `Rejection`, an input that takes more than five seconds
and more than 512 MB of memory end the run; the input is then in FOLDER/found, to be mended and kept in `tests/fuzz/cases`.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys
import warnings
from pathlib import Path

SECONDS, MEGABYTES = 5, 512


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    arguments = parser.parse_args()
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent.parent)]
    import atheris

    with atheris.instrument_imports(include=["transforms"]):
        import fuzz_targets as targets
    found = arguments.folder / "found"
    found.mkdir(parents=True, exist_ok=True)
    corpus = arguments.folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for name, data in targets.starters():
        whole = bytes([targets.NAMES.index(name)]) + data
        (corpus / hashlib.sha256(whole).hexdigest()[:16]).write_bytes(whole)
    warnings.simplefilter("ignore")
    logging.disable()
    flags = [f"-runs={arguments.inputs}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={found}/"]
    atheris.Setup([sys.argv[0], str(corpus), f"-max_len={targets.MOST_BYTES}", "-print_final_stats=1", *flags], targets.feed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
