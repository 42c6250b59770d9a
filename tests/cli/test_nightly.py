"""`newswire nightly`: patterns, settling, late files, backfill, the lock, reports, hooks, metrics, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.lake.layout import Lake
from pipeline.lake.lock import writer_lock

ROOT = Path(__file__).parent.parent.parent


class Desk:
    """An inbox with a folder a day, a configuration over it, and the command."""

    def __init__(self, folder: Path, newswire: Callable[..., subprocess.CompletedProcess[str]]) -> None:
        self.folder, self.lake, self._newswire = folder, folder / "lake", newswire
        self.config = folder / "nightly.yaml"
        self.configure("settle_s: 0")

    def configure(self, *lines: str, top: str = "") -> None:
        rows = "".join(f"  {line}\n" for line in lines)
        inputs = f"  inputs: [{self.folder}/inbox/%Y/%m/%d/*.txt]\n"
        self.config.write_text(f"{top}\nworkers: 1\nnightly:\n  lake: {self.lake}\n{inputs}{rows}")

    def write(self, day: str, name: str, text: str | None = None) -> Path:
        path = self.folder / "inbox" / day.replace("-", "/") / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Headline of {name}\nThe council of {name} met and spoke about the bridge.\n" if text is None else text)
        return path

    def run(self, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        return self._newswire("nightly", "--config", self.config, *arguments, **options)

    def report(self, *arguments: object) -> dict[str, object]:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))


@pytest.fixture
def desk(tmp_path, newswire):
    return Desk(tmp_path, newswire)


def every_byte(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    }


def test_a_night_reads_the_files_of_its_date_and_no_others(desk, ask):
    desk.write("2024-08-21", "today")
    desk.write("2024-08-23", "tomorrow")
    (night,) = desk.report("--date", "2024-08-21")["nights"]
    assert (night["night"], night["state"], night["listed"], night["ingested"]) == ("2024-08-21", "committed", 1, 1)
    assert ask(desk.lake, "select parse_filename(source_uri), ingested_on::varchar from {articles}") == [("today.txt", "2024-08-21")]


def test_a_file_that_is_still_being_written_is_left_for_the_next_run(desk, ask):
    desk.configure("settle_s: 3600")
    desk.write("2024-08-21", "young")
    (night,) = desk.report("--date", "2024-08-21")["nights"]
    assert (night["listed"], night["unsettled"]) == (0, 1)
    desk.configure("settle_s: 0")
    assert desk.report("--date", "2024-08-22", "--skip-code", "0")["nights"][0]["ingested"] == 1
    assert ask(desk.lake, "select ingested_on::varchar from {articles}") == [("2024-08-21",)]


def test_a_late_file_gets_the_date_of_its_night_once(desk, ask):
    desk.write("2024-08-21", "one")
    desk.report("--date", "2024-08-21")
    desk.write("2024-08-21", "late")
    desk.write("2024-08-22", "two")
    for _ in range(2):
        nights = desk.report("--date", "2024-08-22")["nights"]
    assert [(night["night"], night["late"], night["state"]) for night in nights] == [("2024-08-22", False, "unchanged")]
    rows = "select parse_filename(source_uri), ingested_on::varchar from {articles} order by 1"
    assert ask(desk.lake, rows) == [("late.txt", "2024-08-21"), ("one.txt", "2024-08-21"), ("two.txt", "2024-08-22")]


def test_a_backfill_is_a_commit_a_night_and_its_dry_run_writes_nothing(desk, ask):
    for day in ("2024-08-20", "2024-08-21", "2024-08-23"):
        desk.write(day, f"of-{day}")
    before = every_byte(desk.folder)
    span = ("--from", "2024-08-20", "--to", "2024-08-23")
    told = json.loads(desk.run(*span, "--dry-run", "--json").stdout)["nights"]
    assert [(row["night"][-2:], row["to_read"]) for row in told if "to_read" in row] == [("20", 1), ("21", 1), ("23", 1)]
    assert every_byte(desk.folder) == before
    states = [night.get("state") for night in desk.report(*span)["nights"]]
    assert states == ["committed", "committed", None, "committed"]
    assert ask(desk.lake, "select snapshot, json_extract_string(counts, '$.night')[-2:] from {runs} order by 1") == [
        (1, "20"),
        (2, "21"),
        (3, "23"),
    ]
    before = every_byte(desk.folder)
    assert desk.run(*span, "--dry-run").returncode == 0
    assert every_byte(desk.folder) == before


def test_no_input_is_66_or_the_code_that_was_asked_for(desk):
    failed = desk.run("--date", "2024-08-21")
    assert failed.returncode == 66
    assert failed.stderr == f"newswire: no input for 2024-08-21: nothing matches {desk.folder}/inbox/%Y/%m/%d/*.txt\n"
    assert desk.run("--date", "2024-08-21", "--skip-code", "99").returncode == 99
    assert not desk.lake.exists()


def test_a_lake_that_another_run_writes_to_is_75_and_waiting_for_it_helps(desk):
    desk.write("2024-08-21", "one")
    with writer_lock(Lake(desk.lake)):
        failed = desk.run("--date", "2024-08-21")
        assert (failed.returncode, failed.stderr.count("\n")) == (75, 1)
        assert desk.run("--date", "2024-08-21", "--wait", "0.5").returncode == 75
        command = [sys.executable, "-m", "pipeline", "nightly", "--config", str(desk.config), "--date", "2024-08-21", "--wait"]
        waiting = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        time.sleep(2.5)
        assert waiting.poll() is None
    assert waiting.wait(timeout=60) == 0


def test_the_report_is_kept_and_goes_to_the_hooks_which_change_nothing(desk):
    desk.write("2024-08-21", "one")
    told = desk.folder / "told.json"
    done = desk.run("--date", "2024-08-21", "--on-success", f"cat > {told}; exit 3", "--on-failure", "touch wrong")
    assert done.returncode == 0
    assert "the hook left with 3" in done.stderr
    report = json.loads(told.read_text())
    assert (report["exit_code"], report["snapshot"], report["nights"][0]["ingested"]) == (0, 1, 1)
    assert json.loads((desk.lake / f".store/reports/{report['run_id']}.json").read_text()) == report
    assert "snapshot 1 committed" in (desk.lake / f".store/reports/{report['run_id']}.txt").read_text()


def test_a_hook_that_hangs_is_killed_and_one_that_reads_nothing_is_well(desk):
    desk.configure("settle_s: 0", "hook_time_limit_s: 1", "on_success: sleep 60", "on_failure: 'true'")
    desk.write("2024-08-21", "one")
    done = desk.run("--date", "2024-08-21")
    assert (done.returncode, "killed after 1 s" in done.stderr) == (0, True)
    assert desk.run("--date", "2024-08-25").returncode == 66


def test_a_failure_goes_to_its_hook_with_code_and_line(desk):
    told = desk.folder / "told.json"
    desk.configure("settle_s: 0", f"on_failure: cat > {told}")
    assert desk.run("--date", "2024-08-21").returncode == 66
    report = json.loads(told.read_text())
    assert (report["exit_code"], report["error"][:23]) == (66, "no input for 2024-08-21")


def test_metrics_are_gauges_and_keep_the_last_success(desk):
    metrics = desk.folder / "newswire.prom"
    desk.configure("settle_s: 0", f"metrics_file: {metrics}")
    desk.write("2024-08-21", "one")
    assert desk.run("--date", "2024-08-21").returncode == 0
    first = dict(line.split(" ") for line in metrics.read_text().splitlines() if not line.startswith("#"))
    assert (first["newswire_last_run_exit_code"], first["newswire_last_run_ingested"], first["newswire_snapshot"]) == ("0", "1", "1")
    assert desk.run("--date", "2024-08-25", "--skip-code", "99").returncode == 99
    second = dict(line.split(" ") for line in metrics.read_text().splitlines() if not line.startswith("#"))
    assert second["newswire_last_run_exit_code"] == "99"
    assert second["newswire_last_success_timestamp_seconds"] == first["newswire_last_success_timestamp_seconds"]
    assert not list(desk.folder.glob("newswire.prom.*"))


def test_metrics_that_cannot_be_written_do_not_change_the_exit_code(desk):
    desk.configure("settle_s: 0", f"metrics_file: {desk.folder}/nowhere/newswire.prom")
    desk.write("2024-08-21", "one")
    done = desk.run("--date", "2024-08-21")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)


def test_too_many_rejects_publish_and_65_names_the_files(desk, ask):
    desk.configure("settle_s: 0", top="max_rejected_ratio: 0.4")
    desk.write("2024-08-21", "good")
    desk.write("2024-08-21", "bad", "")
    failed = desk.run("--date", "2024-08-21")
    assert failed.returncode == 65
    assert (
        f"1 of 2 files were rejected, more than max_rejected_ratio = 0.4 allows; {desk.folder}/inbox/2024/08/21/bad.txt (empty)"
        in failed.stderr
    )
    assert "rejected as empty" in failed.stdout
    assert ask(desk.lake, "select count(*) from {articles}") == [(1,)]


@pytest.mark.parametrize(
    ("lines", "arguments", "code", "told"),
    [
        (["settle_s: -1"], [], 78, "nightly.settle_s is -1"),
        (["lates: 3"], [], 78, "unknown key nightly.lates; allowed are lake, inputs, withdrawals, settle_s, "),
        (["late_days: 1.5"], [], 78, "nightly.late_days is 1.5; expected int"),
        ([], ["--date", "someday"], 64, "'someday' is not a day"),
        ([], ["--from", "2024-08-22", "--to", "2024-08-21"], 64, "is after"),
        ([], ["--to", "2024-08-21"], 64, "--to goes with --from"),
    ],
)
def test_wrong_settings_and_arguments_are_named(desk, lines, arguments, code, told):
    desk.configure(*lines)
    failed = desk.run(*arguments)
    assert (failed.returncode, failed.stderr.count("\n")) == (code, 1)
    assert told in failed.stderr


def test_a_lake_that_may_not_be_written_is_77(desk):
    desk.write("2024-08-21", "one")
    closed = desk.folder / "closed"
    closed.mkdir()
    prefix: tuple[str, ...] = ()
    if os.geteuid() == 0:
        os.chown(closed, 65534, 65534)
        prefix = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    closed.chmod(0o555)
    failed = desk.run("--date", "2024-08-21", "--lake", closed / "lake", prefix=prefix)
    assert (failed.returncode, "Permission denied" in failed.stderr) == (77, True)


def test_a_file_where_the_lake_should_be_is_73(desk):
    desk.write("2024-08-21", "one")
    desk.lake.touch()
    failed = desk.run("--date", "2024-08-21")
    assert (failed.returncode, failed.stderr.count("\n")) == (73, 1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_stopped_night_tells_its_hook_and_the_next_run_succeeds(desk, number, code):
    told = desk.folder / "told.json"
    desk.configure("settle_s: 0", f"on_failure: cat > {told}")
    desk.write("2024-08-21", "one")
    command = [sys.executable, "-m", "pipeline", "nightly", "--config", str(desk.config), "--date", "2024-08-21"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    while not list(desk.lake.glob(".store/staging/plan/*.json")):
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, json.loads(told.read_text())["exit_code"]) == (code, code), said
    assert desk.run("--date", "2024-08-21").returncode == 0


def test_a_defect_is_70(desk, tmp_path, monkeypatch):
    desk.write("2024-08-21", "one")
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(
        "import pipeline.plan\ndef broken(*_, **__):\n    raise KeyError('x')\npipeline.plan.make_plan = broken\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'patch'}:{ROOT}")
    failed = desk.run("--date", "2024-08-21")
    assert (failed.returncode, failed.stderr.count("\n")) == (70, 1)


def test_quiet_prints_nothing_where_all_is_well(desk):
    desk.write("2024-08-21", "one")
    done = desk.run("--date", "2024-08-21", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_a_list_withdraws_is_forgotten_before_the_night_is_read(desk, ask):
    desk.configure("settle_s: 0", f"withdrawals: [{desk.folder}/kills/%Y-%m-%d*.csv]")
    killed = desk.write("2024-08-21", "killed", "Headline\nA text about a Zanzibarquartz that was wrong.\n")
    desk.write("2024-08-21", "copy", killed.read_text())
    desk.write("2024-08-21", "stays")
    desk.report("--date", "2024-08-21")
    (desk.folder / "kills").mkdir()
    (desk.folder / "kills" / "2024-08-22.csv").write_text(
        f"# from the agency\n{killed},retracted\n{desk.folder}/inbox/2024/08/22/never.txt\n"
    )
    desk.write("2024-08-22", "never")
    desk.write("2024-08-22", "other")
    assert json.loads(desk.run("--date", "2024-08-22", "--dry-run", "--json").stdout)["withdrawals"] == 2
    for expected in (2, 0):
        assert desk.report("--date", "2024-08-22")["withdrawn"] == expected
    assert ask(desk.lake, "select parse_filename(source_uri) from {articles} order by 1") == [("other.txt",), ("stays.txt",)]
    assert not [path for path in desk.lake.rglob("*") if path.is_file() and b"Zanzibarquartz" in path.read_bytes()]


def test_a_silent_agency_is_a_warning_with_the_code_that_was_chosen(desk):
    desk.configure("settle_s: 0", "warning_code: 3", "late_days: 0")
    for day in ("2024-08-19", "2024-08-20", "2024-08-21"):
        for number in range(6):
            desk.write(day, f"n{number}", f"ANKARA (AA) - The council met for the {number}. time on {day} and spoke about the bridge.\n")
    assert desk.run("--from", "2024-08-19", "--to", "2024-08-21").returncode == 0
    desk.write("2024-08-22", "n0", "ANKARA (AA) - The council met once more and spoke about the river.\n")
    failed = desk.run("--date", "2024-08-22")
    assert failed.returncode == 3
    assert "1 articles; usual are 6" in failed.stderr
    assert "warning: 1 articles from AA; usual are 6" in failed.stdout


def test_a_run_that_died_before_its_report_gets_one_from_the_lakes_own_history(desk):
    desk.write("2024-08-21", "one")
    report = desk.report("--date", "2024-08-21")
    for path in [desk.lake / ".store/ledger.sqlite", *(desk.lake / ".store/reports").iterdir()]:
        path.unlink()
    desk.report("--date", "2024-08-21")
    made_up = json.loads((desk.lake / f".store/reports/{report['run_id']}.json").read_text())
    (night,), (was,) = made_up["nights"], report["nights"]
    assert night["recovered"] is True
    assert {name: night[name] for name in ("night", "ingested", "snapshot", "agencies")} == {
        name: was[name] for name in ("night", "ingested", "snapshot", "agencies")
    }


def test_a_full_standard_output_does_not_change_the_exit_code(desk):
    desk.write("2024-08-21", "one")
    command = f"{sys.executable} -m pipeline nightly --config {desk.config} --date 2024-08-21 >/dev/full"
    assert subprocess.run(["bash", "-c", command], cwd=ROOT, check=False, capture_output=True).returncode == 0


def test_a_lake_that_is_none_is_74(desk):
    desk.write("2024-08-21", "one")
    desk.lake.mkdir()
    (desk.lake / "current").write_text("something else")
    failed = desk.run("--date", "2024-08-21")
    assert (failed.returncode, "is not a link made by newswire" in failed.stderr) == (74, True)
