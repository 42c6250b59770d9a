"""The same graph under Beam's portable job service, and under a runner that does every chunk twice: the same bytes each time."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DATE = ("--date", "2026-11-23")
TWICE = '''
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
class TwiceRunner(FnApiRunner):
    """As after a retry of every bundle."""
    def run_pipeline(self, pipeline, options):
        super().run_pipeline(pipeline, options).wait_until_finish()
        return super().run_pipeline(pipeline, options)
'''


def published(lake: Path) -> dict[str, bytes]:
    root = (lake / "current").resolve()
    tables = ("articles", "paragraphs", "mentions")
    return {str(path.relative_to(root)): path.read_bytes() for table in tables for path in (root / table).rglob("*.parquet")}


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A configuration that makes several chunks of the seeds."""
    path = tmp_path_factory.mktemp("config") / "small.yaml"
    path.write_text(f"chunk_articles: 6\nsources: {{seeds: {ROOT / 'seeds'}}}\n")
    return path


@pytest.fixture(scope="module")
def local(newswire, small, tmp_path_factory) -> dict[str, bytes]:
    """What the local workers publish."""
    lake = tmp_path_factory.mktemp("local") / "lake"
    assert newswire("ingest", ROOT / "seeds", "--lake", lake, "--config", small, *DATE).returncode == 0
    found = published(lake)
    assert len(found) > 10
    return found


@contextmanager
def service(module: str, *arguments: object, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server of Beam that shares nothing with the command but the machine: other folder, other process group."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # the worker pool starts whatever `python` comes first
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", module, *map(str, arguments)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until(ready, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not ready():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def job_endpoint(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("jobs")
    port = folder / "port"
    arguments = ("--port_file", port, "--staging_dir", folder / "staging")
    with service("apache_beam.runners.portability.local_job_service_main", *arguments, folder=folder) as process:
        wait_until(port.exists, process)
        yield f"localhost:{port.read_text()}"


@pytest.fixture
def worker_pool(tmp_path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("localhost", port)) == 0

    (tmp_path / "pool").mkdir()
    with service("apache_beam.runners.worker.worker_pool_main", f"--service_port={port}", folder=tmp_path / "pool") as process:
        wait_until(listens, process)
        yield f"localhost:{port}"


def test_loopback_workers_of_a_job_service_make_the_same_lake(newswire, small, local, job_endpoint, tmp_path):
    flags = ("--runner=PortableRunner", f"--job_endpoint={job_endpoint}", "--environment_type=LOOPBACK")
    done = newswire("ingest", ROOT / "seeds", "--lake", tmp_path / "lake", "--config", small, *DATE, "--", *flags)
    assert done.returncode == 0, done.stderr
    assert published(tmp_path / "lake") == local


def test_external_workers_that_see_the_same_storage_make_the_same_lake(newswire, small, local, job_endpoint, worker_pool, tmp_path):
    flags = (
        "--runner=PortableRunner",
        f"--job_endpoint={job_endpoint}",
        "--environment_type=EXTERNAL",
        f"--environment_config={worker_pool}",
    )
    done = newswire("ingest", ROOT / "seeds", "--lake", tmp_path / "lake", "--config", small, *DATE, "--", *flags)
    assert done.returncode == 0, done.stderr
    assert published(tmp_path / "lake") == local
    assert "Starting worker" in (tmp_path / "pool" / "log").read_text()


def test_every_chunk_done_twice_is_published_once(newswire, small, local, tmp_path):
    (tmp_path / "twice_runner.py").write_text(TWICE)
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    arguments = ("ingest", ROOT / "seeds", "--lake", tmp_path / "lake", "--config", small, *DATE, "--json")
    done = newswire(*arguments, "--", "--runner=twice_runner.TwiceRunner", env=environment)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["listed"] == told["ingested"] + told["duplicate"] + told["rejected"] == 40
    assert published(tmp_path / "lake") == local
