"""The schedules that are shipped: systemd and cron. The Airflow DAG is run by `make airflow`."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.cli import _parser
from pipeline.exit_codes import Exit

DEPLOY = Path(__file__).parent.parent.parent / "deploy"


def test_systemd_finds_nothing_wrong_with_services_and_timer(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    for path in DEPLOY.glob("newswire*.*"):
        text = path.read_text().replace("/opt/newswire/bin/newswire", shutil.which("true") or "/bin/true")
        (tmp_path / path.name).write_text(text.replace("User=newswire", "User=root"))
    units = [str(tmp_path / name) for name in ("newswire.service", "newswire.timer", "newswire-watch.service")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "newswire" in line]) == (0, [])


def test_a_unit_with_a_mistake_is_noticed_by_the_same_check(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    (tmp_path / "newswire.service").write_text("[Service]\nType=oneshot\nExecStart=relative/command\nRestartForceExitStatus=many\n")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "newswire.service")], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 or "newswire.service" in done.stderr


@pytest.mark.parametrize("name", ["newswire.service", "newswire.cron", "newswire_airflow.py"])
def test_every_command_of_a_schedule_can_be_parsed(name):
    text = (
        (DEPLOY / name).read_text().replace("{_COMMAND}", "newswire").replace("{_CONFIG}", "c.yaml").replace("{{{{ ds }}}}", "2024-08-21")
    )
    (command,) = re.findall(r"newswire (nightly --config [^\n\"]+)", text)
    parsed = _parser().parse_args(shlex.split(command))
    assert (parsed.command, str(parsed.config).endswith(".yaml")) == ("nightly", True)


def test_the_command_of_the_watcher_can_be_parsed_and_a_stop_is_no_failure():
    text = (DEPLOY / "newswire-watch.service").read_text()
    (command,) = re.findall(r"/bin/newswire (watch [^\n]+)", text)
    parsed = _parser().parse_args(shlex.split(command))
    assert (parsed.command, str(parsed.config), parsed.wait) == ("watch", "/etc/newswire/watch.yaml", 60)
    assert f"SuccessExitStatus={int(Exit.TERMINATED)}\n" in text
    assert f"RestartPreventExitStatus={int(Exit.USAGE)} {int(Exit.CONFIG)}\n" in text
