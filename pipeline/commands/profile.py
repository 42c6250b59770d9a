"""`newswire profile`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from pipeline.exit_codes import Exit, UserError

HELP = "Teach the language detector a language: `profile build` counts a text."
_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")  # "gag" and "uz-Cyrl" match, "tur_TR" does not


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    build = actions.add_parser("build", help="write the profile of a text", description="Write the profile of a text.")
    build.add_argument("text", metavar="TEXT", help="a UTF-8 file or a folder of them: 30,000 characters or more in one language")
    build.add_argument("--lang", required=True, metavar="CODE", help="CLDR code of the language, as it shall be named")
    build.add_argument("--out", default=".", metavar="DIR", help="folder to write the profile to, for `language_profiles`; default: here")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from transforms.text.language.profiles import MIN_PROFILE_CHARS, build_profile, read_profile

    if not _CODE.fullmatch(arguments.lang):
        raise UserError(Exit.USAGE, f"--lang is {arguments.lang!r}; expected a code such as gag or uz-Cyrl")
    lines = _read_lines(Path(arguments.text))
    letters = sum(map(len, lines))
    if letters < MIN_PROFILE_CHARS:
        raise UserError(Exit.NO_INPUT, f"{arguments.text}: {letters} characters; a profile needs {MIN_PROFILE_CHARS} of one language")
    profile = build_profile(arguments.lang, lines)
    script = read_profile(arguments.lang, profile.encode("utf-8")).script
    path = Path(arguments.out) / arguments.lang
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(profile, encoding="utf-8")
    print(f"{path}: {arguments.lang} in {script}, from {letters} characters")
    return Exit.DONE


def _read_lines(path: Path) -> list[str]:
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    try:
        return [line.strip() for one in files for line in one.read_text(encoding="utf-8").splitlines() if line.strip()]
    except FileNotFoundError:
        raise UserError(Exit.NO_INPUT, f"{path}: no such file or folder") from None
    except UnicodeDecodeError as error:
        raise UserError(Exit.NO_INPUT, f"{path}: not UTF-8 at byte {error.start}") from None
