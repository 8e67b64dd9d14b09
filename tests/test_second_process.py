"""A second process, coded from a few public pages, runs through every stage and page with no change of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servanda import app
from servanda.engine.database import Database
from servanda.model.problems import ERROR
from servanda.publish.pages import PAGES

FOLDER = Path(__file__).resolve().parent / "cases" / "good" / "yemen-truce-2022"


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    """The case after every stage."""
    case, problems = app.read(FOLDER)
    made, found = app.assess(case, problems)
    assert [one for one in found if one.severity == ERROR] == []
    yield made
    made.close()


def rows(db: Database, sql: str) -> list[tuple[Any, ...]]:
    return db.rows(f"{sql} ORDER BY ALL")


def test_the_announcement_line_by_line(db: Database) -> None:
    found = {(row[0], row[1]): row[2:] for row in rows(
        db, "SELECT readout_id, topic, strength, binds FROM alignments WHERE meeting_id = 'announced_1_april'")}
    assert found["un1", "offensive_operations"] == ("announced", "ANSAR;GOV")
    assert found["gov1", "fuel"] == ("promised", "GOV")
    assert found["ansar1", "offensive_operations"] == ("agreed", "ANSAR")
    assert found["ansar1", "salaries"] == ("not_found", None)


def test_salaries_are_in_no_announcement(db: Database) -> None:
    assert rows(db, "SELECT words FROM silences WHERE kind = 'expected' AND meeting_id = 'announced_1_april' "
                    "AND topic = 'salaries'") == [("not_found",)]


def test_where_they_stand_on_renewal(db: Database) -> None:
    assert rows(db, "SELECT party, stand, date_from FROM positions WHERE proposition = 'renewed'") == [
        ("ANSAR", "for_on_conditions", "2022-06-01"), ("GOV", "for", "2022-08-03"), ("UN", "for", "2022-04-01")]


def test_the_roads(db: Database) -> None:
    assert rows(db, "SELECT kind, side_a, side_b, why FROM contradictions WHERE proposition = 'roads_opened'") == [
        ("opposed", "GOV", "UN", "opposite_polarity;implied;hedged"),
        ("opposed", "UN", "afp", "opposite_polarity;implied;hedged")]


def test_a_demand_that_another_reports_is_no_stand_and_no_concession(db: Database) -> None:
    assert rows(db, "SELECT 1 FROM positions WHERE proposition = 'salaries_paid'") == []
    assert rows(db, "SELECT 1 FROM concessions WHERE proposition = 'salaries_paid'") == []


def test_acceptance_and_duties(db: Database) -> None:
    assert rows(db, "SELECT party, asserted_by, state FROM acceptance WHERE origin = 'statements'") == [
        ("ANSAR", "ANSAR", "accepted"), ("ANSAR", "UN", "accepted"), ("GOV", "GOV", "accepted"),
        ("GOV", "UN", "accepted")]
    assert rows(db, "SELECT commitment_id, state, state_by FROM commitments") == [
        ("C01", "partly", "afp"), ("C02", "broken", "afp"), ("C03", "unknown", None)]


def test_every_page_is_written_in_neutral_words(tmp_path: Path) -> None:
    app.build(FOLDER, tmp_path)
    for name in PAGES:
        text = (tmp_path / "site" / name).read_text(encoding="utf-8")
        assert "<h1" in text, name
        plain = re.sub(r"<q\b.*?</q>|<[^>]+>", " ", text)
        assert not re.search(r"\b(violated|lied|broke|broken)\b", plain), name
    due = (tmp_path / "site" / "commitments.html").read_text(encoding="utf-8")
    assert "not done by its date" in due and "by the account of" in due
