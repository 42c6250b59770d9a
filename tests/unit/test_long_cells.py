"""A cell of a table may be as long as an article, in the process that lists it and in the one that reads it."""

import io
import subprocess
import sys

from transforms.containers.entry import Limits
from transforms.containers.table import list_rows

LONG = "kelime " * 30_000
TABLE = f"id,body\r\na-1,{LONG}\r\na-2,kısa\r\n".encode()
READ = """
import io, json, sys
from transforms.containers.table import read_rows
data = sys.stdin.buffer.read()
places = json.loads(sys.argv[1])
print(*[len(json.loads(row)["body"]) for _, row in read_rows(io.BytesIO(data), places)])
"""


def test_a_long_cell_is_listed_and_read_by_a_process_that_never_listed():
    entries = list(list_rows(io.BytesIO(TABLE), Limits()))
    assert [(entry.name, entry.problem) for entry in entries] == [("a-1", None), ("a-2", None)]
    places = str([[entry.place, entry.length] for entry in entries])
    done = subprocess.run([sys.executable, "-c", READ, places], input=TABLE, capture_output=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, [str(len(LONG)).encode(), b"4"]), done.stderr
