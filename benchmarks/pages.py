"""Build the site of many invented incidents and open it: seconds, bytes of the first page, when it answers.

    python benchmarks/pages.py [--rows N ...]

Two provisions under three readings; every incident has an account, a report and a place of its own.  Printed per
size: seconds of writing the site and milliseconds an incident, its size on disk, the bytes that the first page loads,
and with a Chromium on the machine when the first page and the list of incidents answer, how long a search and a
filter take, and how many rows are drawn.  Bars: the first page under 1 MB at any size; interactive within 1 s at
10,000 incidents and 3 s at 100,000; the site of 10,000 written within 20 s.  Exit code 1 where one is missed.
"""

from __future__ import annotations

import argparse
import dataclasses
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from assess import case as assessed_case
from assess import fill

PROVISIONS = ("p0", "p1")
FIRST_PAGE = 1_000_000
BARS = {10_000: (1.0, 20.0), 100_000: (3.0, 200.0)}  # incidents: seconds until interactive, seconds of writing


def case() -> Any:
    """The case of the assessing benchmark with two of its provisions."""
    whole = assessed_case()
    terms = dataclasses.replace(
        whole.terms, provisions=tuple(p for p in whole.terms.provisions if p.id in PROVISIONS),
        rules=tuple(rule for rule in whole.terms.rules if rule.provision in PROVISIONS))
    return dataclasses.replace(whole, terms=terms)


def database(rows: int, made: Any) -> Any:
    """Invented incidents with titles and places, assessed."""
    from servanda.assess import verdicts
    from servanda.engine.database import Database

    db = Database()
    fill(db, rows, max(100, rows // 20))
    db.run("""UPDATE incidents SET place = 'Place ' || (hash(incidents.incident_id) % 4000), admin1 = 'Region ' ||
        (hash(incidents.incident_id) % 40), authors = a.author, n_reports = 1, n_origins = 1, n_accounts = 1,
        title = 'Object told of, Place ' || (hash(incidents.incident_id) % 4000) || ', day ' ||
                (incidents.time_from / 86400)::INT
        FROM accounts a WHERE a.incident_id = incidents.incident_id""")
    db.run("UPDATE reports SET source = 'source' || (hash(report_id) % 300), summary = 'What one source tells of it.'")
    verdicts.fill(db, made)
    return db


def measure(rows: int, folder: Path, browser: Any) -> bool:
    """Write the site, print its figures; whether it keeps its bars."""
    from servanda.publish import site

    made = case()
    db = database(rows, made)
    started, worked = time.perf_counter(), time.process_time()
    site.write(db, made, folder, "2043-01-01")
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    db.close()
    written = sum(path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file())
    first = first_page(folder / "site")
    print(f"{rows:>7} incidents: written in {seconds:.1f} s ({worked:.1f} s of work, "
          f"{1000 * worked / rows:.2f} ms an incident), {written / 1e6:.0f} MB in all; "
          f"the first page loads {first / 1000:.0f} kB", flush=True)
    interactive, most = BARS.get(rows, (float("inf"), float("inf")))
    slow = answers(folder / "site", browser) if browser else 0.0
    return first < FIRST_PAGE and seconds < most and slow < interactive


def first_page(folder: Path) -> int:
    """Bytes of index.html and of all that it names as script or style sheet."""
    text = (folder / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:src|<link rel="stylesheet" href)="([^"]+)"', text)
    return len(text.encode()) + sum((folder / name).stat().st_size for name in named)


def answers(folder: Path, browser: Any) -> float:
    """Open the first page and the list; print when each answers; the slower of the two in seconds."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    slowest = 0.0
    for name, ready in (("index.html", "document.querySelector('h1')"),
                        ("incidents.html", "document.querySelectorAll('#list tbody tr').length === 50")):
        page.goto("about:blank")
        started = time.perf_counter()
        page.goto((folder / name).resolve().as_uri())
        page.wait_for_function(ready)
        page.evaluate("new Promise((then) => requestAnimationFrame(() => setTimeout(then, 0)))")
        seconds = time.perf_counter() - started
        slowest = max(slowest, seconds)
        print(f"        {name} answers after {1000 * seconds:.0f} ms", flush=True)
    for field, value in (("q", "place 77"), ("outcome", "potential_violation"), ("place", "region 7")):
        took, left = page.evaluate("""([field, value]) => new Promise((then) => {
            const form = document.getElementById("filters"), begun = performance.now();
            document.addEventListener("servanda:filtered", (event) => requestAnimationFrame(() =>
              setTimeout(() => then([performance.now() - begun, event.detail.ids.length]), 0)), { once: true });
            form.elements[field].value = value;
            form.elements[field].dispatchEvent(new Event("input", { bubbles: true }));
        })""", [field, value])
        print(f"        {field}={value}: {took:.0f} ms, {left} left", flush=True)
    page.close()
    return slowest


def main() -> int:
    """Measure each size; 1 if a bar was missed."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--rows", type=int, nargs="+", default=[10_000])
    options = given.parse_args()
    chromium = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), "")
    if not chromium:
        print("no Chromium here: when pages answer is not measured")
        return run(options.rows, None)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            return run(options.rows, browser)
        finally:
            browser.close()


def run(sizes: list[int], browser: Any) -> int:
    """Each size in a folder that is gone afterwards."""
    kept = True
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            kept = measure(rows, Path(folder), browser) and kept
    print("all bars kept" if kept else "a bar was missed")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
