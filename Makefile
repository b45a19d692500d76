# Everything a developer runs. `make demo` and `make test` need python3 of 3.11 or later, and nothing else.

PYTHON ?= python3
PORT ?= 8000
ROWS ?= 30000
CAMERAS ?= 5000
BIN := .venv/bin
STAMP := .venv/.installed
POSTGRES ?= postgresql://postgres@127.0.0.1:5432/taskbuilder
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: setup lock messages demo test check bench pictures mutate

setup: $(STAMP)

$(STAMP): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Task Builder needs python3 of version 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null | head -n 1 | grep . || echo not there)." >&2; \
		echo "Name another one: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what is locked in requirements-dev.txt into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

lock: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --group dev pyproject.toml -o requirements-dev.txt

# Needs gettext. New texts come into the catalogue without words; the suite names them until they have some.
messages: setup
	$(BIN)/python manage.py makemessages --locale zh_Hans --extension html,txt,py,jinja --no-location --no-wrap --no-obsolete --ignore tests
	$(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv

demo: setup
	@PORT=$(PORT) TASKBUILDER_DEMO=true exec $(BIN)/python manage.py demo --with-parent

# What needs the whole machine goes first, on two processes. A browser's tests run one after another and leave half of it
# to the pass over PostgreSQL.
test: setup
	$(BIN)/python -m pytest -n 2 -m "not browser"
	@log=$$(mktemp); $(ON_POSTGRES) >"$$log" 2>&1 & postgres=$$!; \
	$(BIN)/python -m pytest -m browser; browser=$$?; \
	wait $$postgres; on_postgres=$$?; cat "$$log"; rm -f "$$log"; exit $$((browser | on_postgres))

ON_POSTGRES = TASKBUILDER_TEST_POSTGRES=true \
	TASKBUILDER_DATABASE_URL=$${TASKBUILDER_TEST_POSTGRES_URL:-$(POSTGRES)} $(BIN)/python -m pytest -n 2 tests/records tests/api

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

# Made-up keys: the check needs some, and nothing is encrypted with them.
PRODUCTION = TASKBUILDER_DATABASE_URL=sqlite:///:memory: TASKBUILDER_HOSTS=tasks.example.net \
	TASKBUILDER_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))') \
	TASKBUILDER_ENCRYPTION_KEYS=$$($(BIN)/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')

# Needs Chromium. Takes the pictures of the guides anew.
pictures: setup
	TASKBUILDER_TEST_PICTURES=true $(BIN)/python -m pytest -q tests/journeys/test_pictures.py

# ROWS is how many submissions the long history has; 1000000 takes a quarter of an hour. CAMERAS: of the large site.
bench: setup
	ROWS=$(ROWS) CAMERAS=$(CAMERAS) $(BIN)/python -m tests.benchmarks

# Plants faults in the code one at a time and names those that no test notices. Takes an hour or more.
mutate: setup
	$(BIN)/python -m tests.mutations
