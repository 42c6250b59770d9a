"""`newswire compact`."""

from __future__ import annotations

import argparse

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import add_common_arguments, existing_lake, note_run, tell, writing

HELP = "Fold the small files of each partition into one; no row changes."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_common_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.lake.maintain import maintenance_run, rewrite_without, small_files
    from pipeline.lake.manifest import read_manifest

    lake = existing_lake(arguments)
    if arguments.dry_run:
        with told_as_one_line(lake.root):
            manifest = read_manifest(lake, lake.current_number())
        folded = small_files(manifest)
        told = {"folded": len(folded), "files_before": len(manifest.files), "snapshot": manifest.snapshot}
        return tell(arguments, told, f"{len(folded)} of {len(manifest.files)} files would be folded")
    with writing(lake, arguments.wait) as settings:
        before = read_manifest(lake, lake.current_number())
        folded = small_files(before)
        if folded:
            note_run(lake, rewrite_without(lake, maintenance_run("compact"), settings, folded))
        after = read_manifest(lake, lake.current_number())
    told = {"folded": len(folded), "files_before": len(before.files), "files": len(after.files), "snapshot": after.snapshot}
    text = f"{len(before.files)} files became {len(after.files)} in snapshot {after.snapshot}" if folded else "nothing to fold"
    return tell(arguments, told, text)
