PYTHON ?= python3
VENV ?= .venv
READY := $(VENV)/.ready
BIN := $(VENV)/bin

DEMO_QUERY := select headline, lang, agency, (\
    select string_agg(name, ', ') from (\
      select mode(m.text) as name, count(*) as n from mentions m where m.article_id = a.article_id \
      group by m.norm order by n desc, name limit 3)) as top_entities \
  from articles a where duplicate_of is null order by source_uri

.PHONY: demo test crash year soak latency airflow bench scale estimates queries train-entities held-out fuzz clean

demo: $(READY)  ## ingest seeds/ into lake/ and ask one question
	@$(BIN)/newswire ingest seeds --lake lake
	@echo
	@$(BIN)/newswire query "$(DEMO_QUERY)" --lake lake

test: $(READY)  ## lint, types, layers, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 3 --dist loadfile

crash: $(READY)  ## the long forms: every call of a commit broken in every way, 2000 killed nights, 10000 random histories, 20000 reads
	NEWSWIRE_RANDOM=1 NEWSWIRE_SMALL_COMMITS=200 NEWSWIRE_KILLS=100 NEWSWIRE_NIGHT_KILLS=2000 NEWSWIRE_FAULTS=0 NEWSWIRE_EXAMPLES=1000 NEWSWIRE_MACHINE_EXAMPLES=10000 \
	  NEWSWIRE_READS=20000 NEWSWIRE_ROUNDS=1000 NEWSWIRE_LEVELS=100 NEWSWIRE_RERUNS=20 NEWSWIRE_METRIC_READS=10000 \
	  $(BIN)/pytest tests/crash tests/lake tests/unit/test_metrics.py tests/cli/test_upkeep.py --deselect tests/crash/test_year.py

year: $(READY)  ## 365 nights of 300 articles of NEWSWIRE_DATA, with crashes, late files, corrections and compaction
	NEWSWIRE_NIGHTS=365 NEWSWIRE_NIGHT_ARTICLES=300 $(BIN)/pytest tests/crash/test_year.py

soak: $(READY)  ## the watcher: 100 kills in a stream of articles, corrections and copies, and 3000 rounds on end
	NEWSWIRE_WATCH_KILLS=100 NEWSWIRE_SOAK_ROUNDS=3000 $(BIN)/pytest -s tests/crash/test_watch_kills.py tests/watch/test_soak.py

latency: $(READY)  ## from file to row with 100,000 articles in the lake, 20 a second for ten minutes, and where it saturates
	$(BIN)/python benchmarks/latency.py $(NEWSWIRE_DATA)/news --seconds 600

fuzz: $(READY)  ## a million inputs changed at random to every reader, and a hundred thousand led by coverage (atheris)
	NEWSWIRE_FUZZ_INPUTS=15000 $(BIN)/pytest -n 2 tests/fuzz
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt atheris
	$(BIN)/python tests/fuzz/run.py $(VENV)/fuzz --inputs 100000

airflow: $(READY)  ## the DAG of deploy/ run by Airflow, in an environment of its own
	deploy/test_airflow.sh $(BIN)/newswire

bench: $(READY)  ## this pipeline, its limit and the obvious one, over the articles of NEWSWIRE_DATA
	$(BIN)/python benchmarks/bench.py $(NEWSWIRE_DATA)

scale: $(READY)  ## 20,000 and 200,000 articles: time an article, memory, an unchanged run; takes up to an hour
	$(BIN)/python benchmarks/scale.py $(NEWSWIRE_DATA)

estimates: $(READY)  ## what `newswire estimate` says beside what then happens
	$(BIN)/python benchmarks/estimates.py $(NEWSWIRE_DATA)

queries: $(READY)  ## four questions to the lake and to the files of the obvious pipeline
	$(BIN)/python benchmarks/queries.py $(NEWSWIRE_DATA)

train-entities: $(READY)  ## make the entity weights again from NEWSWIRE_DATA
	$(BIN)/python training/build_gazetteers.py --data $(NEWSWIRE_DATA) --out transforms/resources/entities
	$(BIN)/python training/build_clusters.py --data $(NEWSWIRE_DATA) --out transforms/resources/entities
	$(BIN)/python training/count_words.py --data $(NEWSWIRE_DATA) --out transforms/resources/entities
	$(BIN)/python training/train_entities.py --data $(NEWSWIRE_DATA) --out transforms/resources/entities

held-out: $(READY)  ## entity weights of all four languages trained without the held-out parts, and all floors of quality; half an hour
	$(BIN)/python training/train_entities.py --data $(NEWSWIRE_DATA) --check --record tests/quality/held_out.json
	NEWSWIRE_HELD_OUT=ar,tr,fa,en NEWSWIRE_AGREEMENT_EVERY=1 $(BIN)/pytest tests/quality

clean:
	rm -rf $(VENV) lake

$(READY): setup.py constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
