"""Invented reports: the same bytes every time, as many as asked, each of a known incident."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent.parent / "benchmarks" / "generate.py"


def generated(folder: Path, *more: str) -> dict[str, list[dict[str, str]]]:
    subprocess.run([sys.executable, str(SCRIPT), "--rows", "1000", "--out", str(folder), *more], check=True)
    made = {}
    for name in ("reports/all.csv", "truth.csv", "parts.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            made[name] = list(csv.DictReader(file))
    return made


def test_the_same_bytes_and_as_many_rows_as_asked(tmp_path: Path) -> None:
    one, other = generated(tmp_path / "a"), generated(tmp_path / "b")
    assert one == other
    assert len(one["reports/all.csv"]) == 1000
    assert generated(tmp_path / "c", "--seed", "2")["truth.csv"] != one["truth.csv"]


def test_single_reports_have_a_truth_and_counts_have_parts(tmp_path: Path) -> None:
    made = generated(tmp_path)
    kinds = {row["report_id"]: row["kind"] for row in made["reports/all.csv"]}
    assert {row["report_id"] for row in made["truth.csv"]} == {id_ for id_, kind in kinds.items() if kind == "single"}
    assert {kinds[row["report_id"]] for row in made["parts.csv"]} == {"composite"}


def test_what_real_reports_have_is_there(tmp_path: Path) -> None:
    """Copies word for word, the other alphabet, both sides blamed for one event, tolls that rise."""
    made = generated(tmp_path)
    rows = {row["report_id"]: row for row in made["reports/all.csv"]}
    events: dict[str, list[dict[str, str]]] = {}
    for row in made["truth.csv"]:
        events.setdefault(row["incident_id"], []).append(rows[row["report_id"]])
    assert any(len({row["summary"] for row in told}) < len(told) for told in events.values())
    assert any(not row["place"].isascii() for row in rows.values())
    assert any({"ALDER", "BIRCH"} <= {row["author_claimed"] for row in told} for told in events.values())
    assert any(len({row["injured"] for row in told if row["injured"]}) > 1 for told in events.values())


@pytest.mark.parametrize("manner", ["sources", "towns", "days", "footage"])
def test_a_source_tells_an_event_once_where_nothing_is_copied(tmp_path: Path, manner: str) -> None:
    made = generated(tmp_path, "--manner", manner)
    source = {row["report_id"]: row["source"] for row in made["reports/all.csv"]}
    told = [(row["incident_id"], source[row["report_id"]]) for row in made["truth.csv"]]
    assert len(set(told)) == len(told)
