#!/usr/bin/env bash
# Runs one night of deploy/newswire_airflow.py with `airflow dags test`, over a copy of seeds/, in .venv-airflow.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
newswire=$(realpath "$1")
environment=${NEWSWIRE_AIRFLOW_VENV:-$root/.venv-airflow}
if [ ! -x "$environment/bin/airflow" ]; then
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check 'apache-airflow>=3,<4' apache-airflow-providers-standard
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/inbox/2024/08/21" "$folder/dags"
cp "$root"/seeds/*.txt "$folder/inbox/2024/08/21"
cp "$root/deploy/newswire_airflow.py" "$folder/dags"
printf 'nightly:\n  lake: %s/lake\n  inputs: [%s/inbox/%%Y/%%m/%%d/*.txt]\n  settle_s: 0\n' "$folder" "$folder" > "$folder/nightly.yaml"
export AIRFLOW_HOME=$folder AIRFLOW__CORE__DAGS_FOLDER=$folder/dags AIRFLOW__CORE__LOAD_EXAMPLES=False
export NEWSWIRE_COMMAND=$newswire NEWSWIRE_CONFIG=$folder/nightly.yaml
"$environment/bin/airflow" db migrate > "$folder/migrate.log" 2>&1
"$environment/bin/airflow" dags test newswire_nightly 2024-08-21 > "$folder/run.log" 2>&1 || { tail -40 "$folder/run.log"; exit 1; }
"$newswire" query 'select count(*) as articles from articles' --lake "$folder/lake" --format csv
"$environment/bin/airflow" dags test newswire_nightly 2024-08-22 > "$folder/skip.log" 2>&1
grep -q -i skipped "$folder/skip.log"
echo "the night of 2024-08-21 was taken; the one of 2024-08-22 had no input and was skipped"
