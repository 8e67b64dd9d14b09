"""What compares hidden reports with others goes with them: parts of counts, copies, disagreements."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from servanda import app
from tests.publish.test_redact import GOOD, decide, table

ROW = {"report_id": "C01", "kind": "composite", "source": "ferry.example", "origin": "Northern Staff",
       "published": "2031-05-06", "url": "https://ferry.example/c/1", "time_from": "2031-05-04",
       "time_to": "2031-05-05", "time_precision": "range", "place": "Birch Bank", "author_claimed": "SOUTH",
       "act": "attack", "n_low": "2", "n_high": "4", "summary": "Two to four attacks at Birch Bank in two days."}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The river with a count of the Northern Staff, and a copy of its first report under another origin."""
    folder = tmp_path / "case"
    shutil.copytree(GOOD, folder)
    file = folder / "reports" / "north.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    first = next(line for line in lines if line.startswith("R01,"))
    copy = first.replace("R01,", "Y01,", 1).replace("Northern Staff,2031-05-05", "Ministry of the North,2031-05-06", 1)
    file.write_text("\n".join([*lines, copy, ",".join(ROW.get(name, "") for name in columns)]) + "\n",
                    encoding="utf-8")
    return folder


def test_with_nothing_hidden_they_are_told(case: Path, tmp_path: Path) -> None:
    out = app.build(case, tmp_path / "out").index.parents[1] / "exports"
    assert [(row["incident_id"], row["fits"]) for row in table(out, "parts") if row["report_id"] == "C01"] == [
        ("E-R01", "yes"), ("E-R21", "yes")]
    assert [(row["report_id"], row["held_low"], row["held_high"]) for row in table(out, "composites")] == [
        ("C01", "2", "2"), ("R17", "2", "2")]
    assert [(row["report_id"], row["first_report"]) for row in table(out, "echoes")] == [("Y01", "R01")]
    assert {row["field"] for row in table(out, "disagreements") if row["incident_id"] == "E-R01"} >= {"author"}
    assert "C01 (composite) counts 2–4" in app.explain_links(case, "C01")
    assert "may be among the 2–4 that C01 counts" in app.explain_links(case, "R01")


@pytest.mark.parametrize("hidden", ["R03", "C01", "Y01"])
def test_what_compares_a_hidden_report_goes_with_it(case: Path, tmp_path: Path, hidden: str) -> None:
    decide(case, "redact", "reports", hidden)
    out = app.build(case, tmp_path / "out").index.parents[1] / "exports"
    assert not [row for row in table(out, "parts") if row["incident_id"] == "E-R01" or row["report_id"] == hidden]
    assert [row["report_id"] for row in table(out, "composites")] == ["R17"]  # of which nothing is hidden
    assert bool(table(out, "echoes")) == (hidden != "Y01")
    told = [row for row in table(out, "disagreements") if row["incident_id"] == "E-R01"]
    assert bool(told) == (hidden == "C01")
    assert "E-R01" not in app.explain_links(case, "C01") and "of it" in app.explain_links(case, "C01")
