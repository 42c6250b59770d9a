"""The metrics file is whole whenever it is read."""

from __future__ import annotations

import os
import threading

from pipeline.metrics import write_metrics

READS = int(os.environ.get("NEWSWIRE_METRIC_READS", "2000"))


def test_a_reader_never_sees_half_a_file(tmp_path):
    path = tmp_path / "newswire.prom"
    write_metrics(path, {"snapshot": 0, "live_files": 0})
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            write_metrics(path, {"snapshot": number, "live_files": number})

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    try:
        reads = 0
        while reads < READS or len(seen) <= 10:
            reads += 1
            lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
            values = {float(line.split()[1]) for line in lines}
            assert [line.split()[0] for line in lines] == ["newswire_live_files", "newswire_snapshot"]
            assert len(values) == 1
            seen |= values
    finally:
        stop.set()
        writer.join()
    assert len(seen) > 1


def test_the_last_success_is_kept_where_a_run_has_none(tmp_path):
    path = tmp_path / "newswire.prom"
    write_metrics(path, {"last_success_timestamp_seconds": 17.5, "last_run_exit_code": 0})
    write_metrics(path, {"last_run_exit_code": 74})
    assert "newswire_last_success_timestamp_seconds 17.5\n" in path.read_text()
    assert "newswire_last_run_exit_code 74\n" in path.read_text()
