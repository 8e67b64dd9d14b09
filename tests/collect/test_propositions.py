"""Propositions and earlier truces as rows: what a cell may say, and what sets its row aside."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from servanda.collect.propositions import bounds
from servanda.engine.database import Database
from servanda.model.case import Proposition
from tests import valley

INFO = replace(valley.INFO, propositions=(
    Proposition("open", "the ferry is open", "ferries"), Proposition("boats", "boats", "ferries", "fact", "number"),
    Proposition("day", "first day", "ferries", "fact", "day"), Proposition("first", "what is first", "ferries",
                                                                         "stand", "word")))
SAID = valley.table([{"statement_id": "S1", "speaker": "hill_staff", "date": "2040-06-05", "act": "claim",
                      "topic": "ferries", "strength": "ordered", "binds": "Hillmen", "denies": "start"}],
                    "statements/all.csv")


def taken(**cells: str) -> tuple[dict[str, object], list[str]]:
    """The one claim of those cells, and the messages of what is wrong with it."""
    row = {"claim_id": "P1", "statement_id": "S1", **cells}
    db, problems = valley.collected(SAID, valley.table([row], "propositions.csv"), info=INFO)
    try:
        (made,) = db.dicts("SELECT * FROM propositions")
        return made, [one.message for one in problems]
    finally:
        db.close()


def test_what_is_not_written_is_asserted_and_said() -> None:
    made, problems = taken(proposition="open")
    assert (made["used"], made["polarity"], made["how"], problems) == (True, "asserts", "said", [])


@pytest.mark.parametrize(("qualifier", "low", "high"), [
    ("", 20, 20), ("exact", 20, 20), ("at_least", 20, None), ("at_most", 0, 20), ("about", 18, 22)])
def test_the_range_of_a_number(qualifier: str, low: int, high: int | None) -> None:
    made, problems = taken(proposition="boats", value="20", qualifier=qualifier)
    assert (made["low"], made["high"], problems) == (low, high, [])
    assert bounds(Decimal(20), qualifier or "exact") == (low, high)


def test_a_range_that_is_given_stands() -> None:
    made, _ = taken(proposition="boats", value="20", qualifier="about", low="19", high="20")
    assert (made["low"], made["high"]) == (19, 20)


@pytest.mark.parametrize(("cells", "message"), [
    ({"proposition": "open", "value": "yes"}, "asks for yes or no"), ({"proposition": "boats"}, "asks for a number"),
    ({"proposition": "boats", "value": "many"}, "not a number"), ({"proposition": "day", "value": "soon"}, "not a day"),
    ({"proposition": "first", "polarity": "open", "value": "boats"}, "left open has no value"),
    ({"proposition": "opne"}, "did you mean `open`"), ({"proposition": ""}, "`proposition` is empty"),
    ({"proposition": "open", "polarity": "no"}, "allowed are asserts, denies, open"),
    ({"proposition": "open", "statement_id": "S7"}, "no statement in use"),
    ({"proposition": "open", "party": "NOBODY"}, "`party`"), ({"proposition": "open", "event": "signed"}, "`event`")])
def test_a_cell_that_cannot_be_meant_sets_its_row_aside(cells: dict[str, str], message: str) -> None:
    made, problems = taken(**cells)
    assert made["used"] is False and any(message in one for one in problems), problems


def test_a_statement_keeps_the_coders_strength_binding_and_object_of_denial() -> None:
    db, problems = valley.collected(SAID, info=INFO)
    assert db.rows("SELECT strength, binds, denies FROM statements") == [("ordered", "HILL", "start")]
    assert problems == []
    db.close()


def test_evidence_is_an_id_with_a_word_of_performance() -> None:
    rows = [{"commitment_id": "C1", "by": "HILL", "evidence": "S1=full"},
            {"commitment_id": "C2", "evidence": "S1=good"}]
    db, problems = valley.collected(valley.table(rows, "commitments.csv"))
    assert db.rows("SELECT commitment_id, used FROM commitments ORDER BY 1") == [("C1", True), ("C2", False)]
    assert "write ID=WORD" in problems[0].message
    db.close()


def test_an_earlier_truce_that_ends_before_it_begins_is_set_aside() -> None:
    rows = [{"precedent_id": "Q1", "first_day": "2030-05-02", "last_day": "2030-05-01", "how_ended": "collapsed"},
            {"precedent_id": "Q2", "first_day": "2030-05-02", "parties": "Hillmen;strangers", "how_ended": "expired"}]
    db: Database
    db, problems = valley.collected(valley.table(rows, "precedents.csv"))
    assert db.rows("SELECT precedent_id, used, parties FROM precedents ORDER BY 1") == [
        ("Q1", False, None), ("Q2", True, "HILL;strangers")]
    assert "after `last_day`" in problems[0].message
    db.close()
