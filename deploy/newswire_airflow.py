"""newswire as an Airflow DAG: one task, one night a run; retries are safe, since a night that was done is not done again."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

_COMMAND = os.environ.get("NEWSWIRE_COMMAND", "/opt/newswire/bin/newswire")
_CONFIG = os.environ.get("NEWSWIRE_CONFIG", "/etc/newswire/nightly.yaml")

with DAG(
    dag_id="newswire_nightly",
    schedule="30 23 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10)},
) as dag:
    BashOperator(
        task_id="nightly",
        # 99 marks the task as skipped: a night without input is no failure.
        bash_command=f"{_COMMAND} nightly --config {_CONFIG} --date {{{{ ds }}}} --skip-code 99 --wait 3600",
        append_env=True,
    )
