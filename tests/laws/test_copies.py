"""A thousand verbatim copies of a report change nothing of a built case but what counts reports and publishers."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from servanda import app
from servanda.engine.database import Database
from servanda.model.tables import TABLES

RIVER = Path(__file__).parents[1] / "cases" / "good" / "river-truce"
# What a copy does change: rows of reports and of who publishes, and the lists of reports in other rows.
_OF_REPORTS = ("sources", "reports", "links", "echoes", "problems")
_COUNTS = {"incidents": ("n_reports",), "accounts": ("report_ids",), "disagreements": ("report_ids",)}
_OF_SOURCES = "rule = 'reporting' OR starts_with(measure, 'leave_one_out')"


def assessed(folder: Path) -> Database:
    case, problems = app.readable(folder)
    return app.assess(case, problems, cached=False)[0]


def told(db: Database, table: str) -> list[tuple[object, ...]]:
    left = f" EXCLUDE ({', '.join(_COUNTS[table])})" if table in _COUNTS else ""
    where = f" WHERE NOT ({_OF_SOURCES})" if table == "figures" else ""
    return db.rows(f'SELECT *{left} FROM "{table}"{where} ORDER BY ALL')


@pytest.mark.parametrize("origin", ["Northern Staff", ""])
def test_a_flood_changes_no_verdict_no_figure_and_no_standing(tmp_path: Path, origin: str) -> None:
    folder = tmp_path / "river"
    shutil.copytree(RIVER, folder)
    file = folder / "reports" / "north.csv"
    with file.open(encoding="utf-8", newline="") as given:
        row, columns = next(iter(reader := csv.DictReader(given))), reader.fieldnames
    with file.open("a", encoding="utf-8", newline="") as flood:
        writer = csv.DictWriter(flood, columns or (), lineterminator="\n")
        writer.writerows({**row, "report_id": f"Z{n:04}", "origin": origin, "published": "2031-05-06",
                          "url": f"https://outlet{n % 7}.example/{n}"} for n in range(1000))
    before, after = assessed(RIVER), assessed(folder)
    assert after.rows("SELECT n_reports FROM incidents WHERE incident_id = 'E-R01'")[0][0] == 1004
    assert after.rows("SELECT count(*) FROM figures ORDER BY 1")[0][0] > 0
    for table in TABLES:
        if table not in _OF_REPORTS:
            assert told(after, table) == told(before, table), table
