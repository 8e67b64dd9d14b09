"""Name the parts of invented counts and hold them against the truth; print shares, seconds and rows of one run.

    python benchmarks/parts.py [--rows 10000 100000]

Precision: of the pairs of count and happening named, those that are; recall: of those that are, those named; of all
parts, and of those that fit.  With it the seconds that copies and disagreements take.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generate import write

from servanda.app.linking import read_tables
from servanda.engine.database import Database
from servanda.link import disagreements, echoes, incidents, parts
from servanda.link.shipped import CROWDED
from servanda.model.case import CaseInfo

STEPS: dict[str, tuple[Callable[[Database], None], tuple[str, ...]]] = {
    "parts": (parts.fill, ("parts", "composites")), "copies": (echoes.fill, ("echoes",)),
    "disagreements": (disagreements.fill, ("disagreements",))}


def run(rows: int, folder: Path) -> None:
    """Generate, link, and do each step once more by itself."""
    write(rows, folder, case=False, seed=1)
    with read_tables([folder / "reports" / "all.csv"]) as given:
        incidents.fill(given.db, CaseInfo("bench", "Bench", "Etc/UTC"), (), CROWDED)
        for name, (fill, tables) in STEPS.items():
            for table in tables:
                given.db.run(f"DELETE FROM {table}")
            begun = time.process_time()
            fill(given.db)
            made = given.db.rows(f"SELECT count(*) FROM {tables[0]}")[0][0]
            print(f"{rows:>9,}  {name:<14} {time.process_time() - begun:6.1f} s of processor  {made:>9,} rows")
        for name, only in (("all", "true"), ("that fit", "fits = 'yes'")):
            print(f"{rows:>9,}  parts, {name:<9} precision {{:.3f}}  recall {{:.3f}}".format(
                *_shares(given.db, folder, only)))


def _shares(db: Database, folder: Path, only: str) -> tuple[float, float]:
    """Precision and recall; an incident stands for the happening that its earliest report tells of."""
    home = {row["report_id"]: row["incident_id"] for row in _table(folder / "truth.csv")}
    true = {(row["report_id"], row["incident_id"]) for row in _table(folder / "parts.csv")}
    named = {(row[0], home.get(row[1].removeprefix("E-"), "")) for row in db.rows(
        f"SELECT report_id, incident_id FROM parts WHERE {only} ORDER BY 1, 2")}
    return len(named & true) / max(1, len(named)), len(named & true) / max(1, len(true))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Read the command line."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000], help="how many reports")
    for rows in given.parse_args().rows:
        with tempfile.TemporaryDirectory() as folder:
            run(rows, Path(folder))


if __name__ == "__main__":
    main()
