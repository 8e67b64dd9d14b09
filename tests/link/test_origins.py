"""Who first asserted it: copies word for word are one origin, near-copies are told and asked about."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from valley import INFO, decision, linked, report

from servanda.engine.database import Database
from servanda.model.case import SourceInfo
from servanda.model.problems import Problem

WORDS = "Drones struck the substation at the Oat Mill about noon, says the staff; nobody was hurt."
NEAR = "Drones struck the substation at the Oat Mill about noon, says the staff; nobody was hurt, it adds."
OTHER = "A correspondent heard two blasts from the direction of the mill and saw black smoke over its sheds."
PRESS = replace(INFO, sources=(*INFO.sources, SourceInfo("press.example", "The Press", party="none"),
                               SourceInfo("gazette.example", "The Gazette", party="none")))


def relay(report_id: str, summary: str, **cells: str) -> dict[str, str]:
    """A relay that names no origin."""
    return report(report_id, **{"origin": "", "source": "press.example", "published": "2040-06-11", "summary": summary,
                                **cells})


def told(*rows: dict[str, str]) -> tuple[Database, list[Problem]]:
    return linked(rows, info=PRESS)


def stood(db: Database) -> tuple[str, int]:
    found = db.rows("SELECT occurrence_standing, n_origins FROM incidents ORDER BY 1, 2")
    assert len(found) == 1
    return found[0][0], found[0][1]


@pytest.mark.parametrize(("summary", "standing", "origins"), [
    (WORDS, "alleged", 1),  # the very words of the staff
    (WORDS.upper().replace(",", " -"), "alleged", 1),
    (NEAR, "corroborated", 2),  # asked about, not decided
    (OTHER, "corroborated", 2),
])
def test_only_the_very_words_are_the_same_origin(summary: str, standing: str, origins: int) -> None:
    assert stood(told(report("A", summary=WORDS), relay("B", summary))[0]) == (standing, origins)


def test_short_words_may_be_alike_by_chance() -> None:
    db, _ = told(report("A", summary="Substation hit."), relay("B", "Substation hit."))
    assert stood(db) == ("corroborated", 2) and db.rows("SELECT * FROM echoes") == []


def test_a_report_that_states_its_own_origin_keeps_it_and_is_told() -> None:
    db, _ = told(report("A", summary=WORDS), report("B", summary=WORDS, origin="valley_watch", published="2040-06-12"))
    assert stood(db)[1] == 2
    assert db.rows("SELECT report_id, first_report, likeness = 1, one_origin FROM echoes") == [("B", "A", True, False)]


def test_the_earliest_is_the_origin_whatever_the_order() -> None:
    rows = [relay("A", WORDS, published="2040-06-12"), relay("B", WORDS, source="gazette.example"),
            report("C", summary=WORDS, published="2040-06-13")]
    for order in (rows, rows[::-1]):
        db, _ = told(*order)
        # The Gazette printed it first; the staff stated its own origin later.
        assert db.rows("SELECT report_id, first_report, one_origin FROM echoes ORDER BY 1") == [
            ("A", "B", True), ("C", "B", False)]
        assert db.rows("SELECT DISTINCT unnest(string_split(origins, ';')) FROM accounts ORDER BY 1") == [
            ("gazette.example",), ("vale_staff",)]


def test_a_near_copy_is_told_with_its_likeness() -> None:
    db, _ = told(report("A", summary=WORDS), relay("B", NEAR))
    row = db.rows("SELECT report_id, first_report, likeness, one_origin FROM echoes")[0]
    assert row[:2] == ("B", "A") and float(row[2]) == pytest.approx(14 / 16, abs=1e-4) and row[3] is False


def test_an_outlet_does_not_repeat_itself() -> None:
    db, _ = told(relay("A", WORDS), relay("B", WORDS, published="2040-06-12"))
    assert db.rows("SELECT * FROM echoes") == []


@pytest.mark.parametrize("origin", ["vale_staff", ""])
def test_a_thousand_copies_change_no_figure_of_an_incident(origin: str) -> None:
    rows = [report("A", summary=WORDS), report("B", summary=OTHER, origin="hill_staff", stage="reached",
                                               published="2040-06-12")]
    outlets = ("press.example", "gazette.example", "unlisted.example")
    copies = [relay(f"Z{n:04}", WORDS, origin=origin, source=outlets[n % 3], published="2040-06-14")
              for n in range(1000)]
    few, many = told(*rows)[0], told(*rows, *copies)[0]
    for table, left in (("incidents", "n_reports"), ("accounts", "report_ids"), ("disagreements", "report_ids")):
        kept = f"SELECT * EXCLUDE ({left}) FROM {table} ORDER BY ALL"
        assert few.rows(kept) == many.rows(kept)


def test_a_stated_origin_answers_the_question() -> None:
    rows = [report("A", summary=WORDS), relay("B", NEAR)]
    asked = "SELECT count(*) FROM echoes e JOIN reports r ON r.report_id = e.report_id WHERE r.origin IS NULL"
    assert told(*rows)[0].rows(asked) == [(1,)]
    answered = [decision(1, "set", "B", value={"field": "origin", "value": "vale_staff"})]
    db, _ = linked(rows, answered, info=PRESS)
    assert (stood(db), db.rows(asked)) == (("alleged", 1), [(0,)])


def test_echoes_do_not_depend_on_the_order_of_rows() -> None:
    rows = [report("A", summary=WORDS), *(relay(f"R{n}", (WORDS, NEAR, OTHER)[n % 3], published=f"2040-06-{11 + n}",
                                               source=f"o{n % 4}.example") for n in range(9))]
    seen = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        seen.append(told(*rows)[0].rows("SELECT * FROM echoes ORDER BY 1, 2"))
    assert seen[0] == seen[1] == seen[2] != []
