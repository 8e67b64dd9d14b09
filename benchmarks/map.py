"""How long the drawn map takes in headless Chromium, from the address to the drawn marks, and to filter and to move.

    python benchmarks/map.py [rows ...]        (default 10000 100000)

Invented incidents, each at a place of its own, a tenth of them known by area only; verdicts under two readings.
Bars: 10,000 within 1 s, 100,000 within 3 s.  Ends with 1 where one is missed.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Case, CaseInfo, Party
from servanda.model.tables import ELEMENT_NAMES, TABLES
from servanda.model.terms import Provision, Reading, Rule, Terms
from servanda.publish import site

BARS = {10_000: 1.0, 100_000: 3.0}
START = 1_900_000_000
OUTCOMES = ("potential_violation", "undetermined", "not_covered", "not_in_force")
FLAGS = ["--no-sandbox", "--disable-gpu"]
READY = """() => new Promise((done) => {
  const section = document.getElementById('map');
  const end = () => requestAnimationFrame(() => done(performance.now()));
  if (section.classList.contains('live')) end(); else section.addEventListener('servanda:mapped', end);
})"""
FILTER = """(half) => new Promise((done) => {
  const ids = []; for (let n = 0; n < half; n += 1) ids.push('X-' + n);
  const from = performance.now();
  document.dispatchEvent(new CustomEvent('servanda:filtered', { detail: { ids, all: half * 2 } }));
  requestAnimationFrame(() => done(performance.now() - from));
})"""


def case() -> Case:
    """A case of two readings of one rule."""
    readings = tuple(Reading(id_, "A", id_, "2030-01-01") for id_ in ("r1", "r2"))
    return Case("", CaseInfo("bench", "Invented", "Etc/UTC", parties=(Party("A", "A"),), as_of="2030-12-31"),
                Terms(provisions=(Provision("p", "prohibition", "No fire", ""),), readings=readings,
                      rules=tuple(Rule(one.id, "p") for one in readings), compare=("r1", "r2")))


def database(rows: int) -> Database:
    """Invented incidents and verdicts in their tables."""
    chance, db = random.Random(7), Database()
    ids = [f"X-{number}" for number in range(rows)]
    frame: dict[str, list[Any]] = {name: [None] * rows for name in TABLES["incidents"].names}
    frame |= {
        "incident_id": ids, "title": [f"Field {number}, store" for number in range(rows)],
        "time_from": [START + number for number in range(rows)],
        "time_to": [START + number + 60 for number in range(rows)],
        "place": [f"Field {number}" for number in range(rows)],
        "lat": [round(chance.uniform(44, 52), 4) for _ in range(rows)],
        "lon": [round(chance.uniform(24, 40), 4) for _ in range(rows)],
        "precision": [40.0 if number % 10 == 0 else 5.0 for number in range(rows)],
        "occurrence_standing": ["alleged"] * rows,
        **{name: [1] * rows for name in ("n_reports", "n_origins", "n_accounts")}}
    db.load("incidents", frame)
    for reading in ("r1", "r2"):
        found = [chance.choice(OUTCOMES) for _ in range(rows)]
        tail = {name: ["yes"] * rows for name in ELEMENT_NAMES}
        db.load("verdicts", {
            "incident_id": ids, "provision": ["p"] * rows, "reading": [reading] * rows, "author": ["A"] * rows,
            "outcome": found, "possible": found, **tail, "reasons": ["bound:party_bound:order"] * rows,
            "turns_on_account": [False] * rows})
    return db


def measured(folder: Path, rows: int) -> tuple[float, float, float]:
    """Seconds to the drawn map, to a filter, to a step sideways; the best of three loads."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for _ in range(3):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto((folder / "site" / "map.html").as_uri(), wait_until="commit")
            page.wait_for_selector("#map", state="attached")
            ready = page.evaluate(READY)
            filtered = page.evaluate(FILTER, rows // 2)
            page.locator(".map-live").focus()
            began = time.perf_counter()
            page.keyboard.press("ArrowRight")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
            found.append((ready / 1000, filtered / 1000, time.perf_counter() - began))
            page.close()
        browser.close()
    return min(found)


def main() -> int:
    """Measure each size; 1 where a bar is missed."""
    missed = 0
    for rows in [int(one) for one in sys.argv[1:]] or sorted(BARS):
        folder = Path(tempfile.mkdtemp(prefix="servanda-map-"))
        db = database(rows)
        began = time.perf_counter()
        site.write(db, case(), folder, "2030-12-31")
        built = time.perf_counter() - began
        ready, filtered, moved = measured(folder, rows)
        bar = BARS.get(rows)
        missed += bar is not None and ready > bar
        size = sum(file.stat().st_size for file in (folder / "site" / "data").glob("*.js")
                   if file.name.startswith(("map", "points", "titles")))
        print(f"{rows:>9,} incidents: map drawn {ready:.2f} s{f' (bar {bar:g} s)' if bar else ''}, filtered "
              f"{filtered:.2f} s, moved {moved:.2f} s; site written {built:.1f} s, map data {size / 1e6:.1f} MB, "
              f"page {(folder / 'site' / 'map.html').stat().st_size / 1e3:.0f} kB", flush=True)
        shutil.rmtree(folder)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
