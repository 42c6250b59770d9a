"""`newswire forget`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import add_common_arguments, existing_lake, note_run, tell, writing
from pipeline.exit_codes import Exit, UserError

if TYPE_CHECKING:
    from pipeline.lake.forget import Found

HELP = "Remove articles from the lake and its history for good, and keep them out."

_ID_DIGITS = 32


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--id", action="append", default=[], metavar="ARTICLE_ID", help="an article; may be given several times")
    parser.add_argument("--source", action="append", default=[], metavar="NAME", help="a source name, a folder or a file, and all below it")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why, for whoever asks later")
    parser.add_argument("--copies", action="store_true", help="the same content under other keys goes and stays away, too")
    add_common_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.lake.forget import ForgetRequest, find_targets, forget

    if not arguments.id and not arguments.source:
        raise UserError(Exit.USAGE, "name what to forget with --id or --source")
    if wrong := [one for one in arguments.id if len(one) != _ID_DIGITS or set(one) - set("0123456789abcdef")]:
        raise UserError(Exit.USAGE, f"{wrong[0]!r} is no article_id; these have 32 hex digits")
    request = ForgetRequest(tuple(arguments.id), tuple(arguments.source), arguments.copies, arguments.reason)
    lake = existing_lake(arguments)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if arguments.dry_run:
        with told_as_one_line(lake.root):
            return _told(arguments, find_targets(lake, request, now))
    with writing(lake, arguments.wait) as settings:
        found = find_targets(lake, request, now)
        note_run(lake, forget(lake, found.stones, settings))
    return _told(arguments, found)


def _told(arguments: argparse.Namespace, found: Found) -> int:
    articles = [one for one in found.targets if one.content_hash]
    told = {"articles": len(articles), "rejects": len(found.targets) - len(articles), "copies_left": len(found.copies_left)}
    lines = [f"{told['articles']} articles and {told['rejects']} rejects forgotten; they will not be taken again"]
    if not found.targets:
        lines = ["the lake has nothing of it; it will not be taken"]
    if found.copies_left:
        lines.append(f"{told['copies_left']} copies of the same content stay under other keys; --copies forgets them, too")
    return tell(arguments, told | {"sources": [one.source_uri for one in found.targets]}, "\n".join(lines))
