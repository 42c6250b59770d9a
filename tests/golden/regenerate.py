"""Write the golden rows of the seeds: only those that are missing, all of them with --all.

    python tests/golden/regenerate.py [--all]

Read the difference before you commit it: a golden file changes only where what the pipeline finds was meant to change.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

QUERY = """
select source_uri[length($seeds) + 2 :] as file, lang, a.* exclude (source_uri, lang, text), month,
  (select list(p order by paragraph_no) from (select * exclude (article_id, mentions, agency, published_at, lang, month),
     [m.label || ' ' || m.start_char || '-' || m.end_char || ' ' || m.text || ' = ' || m.norm || coalesce(' ' || m.entity_id, '')
      for m in mentions] as mentions from paragraphs where article_id = a.article_id) p) as paragraphs
from articles a order by file
"""


def rows_of_seeds() -> dict[str, str]:
    """What the pipeline makes of each seed, as JSON text by file name; rejects with their reason."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "named.yaml"
        config.write_text(f"sources: {{seeds: {ROOT / 'seeds'}}}\n")
        command = [sys.executable, "-m", "pipeline", "ingest", str(ROOT / "seeds"), "--lake", f"{folder}/lake", "--config", str(config)]
        subprocess.run([*command, "--date", "2026-11-23"], check=True, capture_output=True, cwd=ROOT)
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            connection.execute((Path(folder) / "lake/catalog.sql").read_text("utf-8"))
            seeds = {"seeds": str(ROOT / "seeds")}
            rows = connection.sql(QUERY, params=seeds).to_arrow_table().to_pylist()
            rows += (
                connection.sql("select source_uri[length($seeds) + 2 :] as file, reason from rejects", params=seeds)
                .to_arrow_table()
                .to_pylist()
            )
    return {row["file"]: json.dumps(row, ensure_ascii=False, indent=1, default=str) + "\n" for row in rows}


def golden_path(file: str) -> Path:
    """Where the golden rows of a seed lie."""
    return HERE / "seeds" / (file.replace("/", "__") + ".json")


def main() -> None:
    """Writes what is asked for and names it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="write those that are there, too")
    everything = parser.parse_args().all
    for file, text in rows_of_seeds().items():
        if everything or not golden_path(file).exists():
            golden_path(file).write_text(text, "utf-8")
            sys.stdout.write(f"{golden_path(file).relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
