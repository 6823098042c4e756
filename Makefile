# What one does here. `make` lists it; `make check` is what the build runs.
#
# Environments are made by their stamps and made again when their pins change.

ROOMS    := events workflows monitors projections deploy
VENV     := .venv
VENV_MIN := .venv-min
BIN      := $(VENV)/bin
RUNTIME  := $(VENV)/.runtime
DEV      := $(VENV)/.dev
BROWSER  := $(VENV)/.browser
PROMETHEUS := $(VENV)/.prometheus
SCHEMA   := $(VENV)/.grafana-schema
BROKER   := $(VENV)/.broker
VERAPDF  := $(VENV)/.verapdf
CLUSTER  := $(VENV)/.cluster
POSTGRES := $(VENV)/.postgres
STRACE   := $(VENV)/.strace
MINIMAL  := $(VENV_MIN)/.runtime
PINS     := pyproject.toml requirements/build.txt scripts/make_venv.sh scripts/install.sh

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

##@ Использование · Use

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(RUNTIME) ## the environment to run Sroki in: .venv, packages pinned by hash

.PHONY: demo
demo: $(RUNTIME) ## a year of a city's applications in about a minute, and the live board on it
	@$(BIN)/sroki demo --users

.PHONY: demo-cluster
demo-cluster: $(CLUSTER) $(BROKER) $(POSTGRES) ## the same on Kafka, PostgreSQL, a gate and two workers
	@$(BIN)/sroki demo-cluster --users

##@ Разработка · Development

.PHONY: dev
dev: $(DEV) ## everything a developer needs in .venv

.PHONY: test
test: $(DEV) $(BROWSER) $(PROMETHEUS) $(SCHEMA) $(BROKER) $(POSTGRES) $(STRACE) $(VERAPDF) ## all tests, with the branch coverage of workflows/ and monitors/
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term

.PHONY: crash
crash: $(DEV) ## kill the store's process at every write, fill its disk, cut its power (about half an hour, as root)
	@scripts/ensure_strace.sh power
	TEST_CRASHES=all $(BIN)/pytest -n auto --dist worksteal tests/crash

.PHONY: chaos
chaos: $(DEV) $(BROKER) $(POSTGRES) ## besiege a cluster: 20,000 events, thirty faults, a seed after another (SEEDS="1 2 3"); then change it under load
	TEST_SIEGES="$(or $(SEEDS),1 2 3)" $(BIN)/pytest -q tests/chaos/long_siege.py tests/chaos/long_changes.py

.PHONY: check
check: lint types contracts no-extras mutants ## what the build runs: all gates, then all tests
	@$(MAKE) test

.PHONY: lint
lint: $(DEV) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: format
format: $(DEV) ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: types
types: $(DEV) ## mypy, strict, on the rooms and the tests
	$(BIN)/mypy

.PHONY: contracts
contracts: $(DEV) ## import-linter: which room may use what; deptry: nothing used undeclared
	$(BIN)/lint-imports --cache-dir .cache/import-linter
	$(BIN)/deptry $(ROOMS) src

.PHONY: no-extras
no-extras: $(MINIMAL) ## proof that the embedded engine works without Kafka and PostgreSQL
	$(VENV_MIN)/bin/python scripts/no_extras.py

.PHONY: mutants
mutants: $(DEV) ## mutation score of the date function and of assess
	$(BIN)/python scripts/mutants.py sroki.workflows.dates --at-least 90 \
	  --tests tests/workflows/test_dates*.py tests/workflows/test_periods.py
	$(BIN)/python scripts/mutants.py --at-least 85 \
	  sroki.monitors.assess sroki.monitors.deadlines \
	  --tests tests/monitors/test_assess.py tests/scenarios/test_scenarios.py::test_scenario \
	    tests/monitors/test_verdicts.py tests/monitors/test_lapse.py

.PHONY: bench
bench: $(DEV) ## every benchmark and one table, in about ten minutes (FULL=1: the sizes promised)
	@$(BIN)/python -m benchmarks $(if $(FULL),--full)

.PHONY: alert-truth
alert-truth: $(DEV) $(PROMETHEUS) ## alerts over twenty seasons, and fifty thousand cases of history
	ALERT_SEASONS=20 ALERT_HISTORY=50000 $(BIN)/pytest -n auto tests/watching/test_truth.py

.PHONY: docs
docs: $(DEV) ## write anew every page and contract that is made of the code
	$(BIN)/python scripts/law_docs.py
	$(BIN)/python scripts/cli_docs.py
	$(BIN)/python -m sroki.events.contracts
	$(BIN)/python -m sroki.events.readers
	$(BIN)/python -m sroki.deploy.openapi
	$(BIN)/python -m sroki.projections.metrics
	$(BIN)/python -m sroki.deploy.watching

.PHONY: words
words: $(DEV) ## bring the catalogues of words up to the code; then fill what lacks its English
	$(BIN)/python scripts/words.py $(ROOMS)

.PHONY: wheel
wheel: $(DEV) ## the wheel, in dist/
	$(BIN)/python -m build --no-isolation --wheel --outdir dist

.PHONY: bundle
bundle: $(DEV) ## one archive, in dist/, that installs without a network on Debian and its kin
	@BIN=$(BIN) scripts/bundle.sh dist

.PHONY: lock
lock: $(DEV) ## pin requirements/ anew after a change of pyproject.toml (UPGRADE=1: newest versions)
	@BIN=$(BIN) scripts/lock.sh

.PHONY: clean
clean: ## remove environments, caches, builds (not data)
	rm -rf $(VENV) $(VENV_MIN) .cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): $(PINS) requirements/runtime.txt
	@scripts/make_venv.sh $(VENV)
	@scripts/install.sh $(VENV) requirements/runtime.txt
	@touch $@

$(DEV): $(PINS) requirements/dev.txt
	@scripts/make_venv.sh $(VENV)
	@scripts/install.sh $(VENV) requirements/dev.txt
	@touch $@ $(RUNTIME) $(CLUSTER)

$(CLUSTER): $(RUNTIME) requirements/kafka.txt requirements/postgres.txt
	@scripts/install.sh $(VENV) requirements/kafka.txt
	@scripts/install.sh $(VENV) requirements/postgres.txt
	@touch $@

$(BROWSER): $(DEV) scripts/ensure_chromium.sh
	@scripts/ensure_chromium.sh
	@touch $@

$(PROMETHEUS): $(DEV) scripts/ensure_prometheus.sh
	@scripts/ensure_prometheus.sh
	@touch $@

$(SCHEMA): $(DEV) scripts/ensure_grafana_schema.sh requirements/grafana/package-lock.json
	@scripts/ensure_grafana_schema.sh
	@touch $@

$(BROKER): scripts/ensure_jars.sh deploy/kafka/pom.xml
	@scripts/ensure_jars.sh broker
	@touch $@

$(VERAPDF): scripts/ensure_jars.sh tests/support/verapdf/pom.xml
	@scripts/ensure_jars.sh verapdf
	@touch $@

$(POSTGRES): scripts/ensure_postgres.sh
	@scripts/ensure_postgres.sh
	@touch $@

$(STRACE): $(DEV) scripts/ensure_strace.sh
	@scripts/ensure_strace.sh
	@touch $@

$(MINIMAL): $(PINS) requirements/runtime.txt
	@scripts/make_venv.sh $(VENV_MIN)
	@scripts/install.sh $(VENV_MIN) requirements/runtime.txt
	@touch $@
