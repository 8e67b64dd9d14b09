"""Commitments: the calendar says when, accounts say whether; that a duty was not done is never inferred."""

from __future__ import annotations

import pytest

from servanda.talks.commitments import Account, Duty, accounts, state

DUE = Duty("2040-06-05", "2040-06-10")


@pytest.mark.parametrize(("duty", "told", "as_of", "expected"), [
    (DUE, [], "2040-06-04", "pending"), (DUE, [], "2040-06-05", "due"), (DUE, [], "2040-06-10", "due"),
    (DUE, [], "2040-06-11", "unknown"), (Duty(), [], "2040-06-11", "due"),
    (Duty(condition="once the maps are in"), [], "2040-06-11", "pending"),
    (DUE, [("NORTH", "full", "2040-06-09")], "2040-06-11", "fulfilled"),
    (DUE, [("NORTH", "full", "2040-06-12")], "2040-06-20", "late"),
    (DUE, [("NORTH", "full", "2040-06-12")], "2040-06-11", "unknown"),
    (DUE, [("NORTH", "not_initiated", "2040-06-12")], "2040-06-20", "broken"),
    (DUE, [("NORTH", "not_initiated", "2040-06-06")], "2040-06-07", "due"),
    (DUE, [("NORTH", "intermediate", "2040-06-09")], "2040-06-20", "partly"),
    (DUE, [("NORTH", "full", "2040-06-09"), ("SOUTH", "not_initiated", "2040-06-12")], "2040-06-20", "disputed"),
    (DUE, [("NORTH", "full", "2040-06-09"), ("SOUTH", "intermediate", "2040-06-12")], "2040-06-20", "partly"),
    (DUE, [("NORTH", "not_initiated", "2040-06-09"), ("NORTH", "full", "2040-06-10")], "2040-06-20", "fulfilled"),
    (DUE, [("NORTH", "overtaken", "2040-06-07")], "2040-06-20", "overtaken"),
    (Duty("", "2040-06-10", disputed=True), [], "2040-06-01", "disputed"),
])
def test_the_state_of_a_duty(duty: Duty, told: list[tuple[str, str, str]], as_of: str, expected: str) -> None:
    assert state(duty, [Account(*one) for one in told], as_of)[0] == expected


def test_by_whose_account_and_how_far() -> None:
    told = [Account("SOUTH", "intermediate", "2040-06-12"), Account("NORTH", "full", "2040-06-09")]
    assert state(DUE, told, "2040-06-20") == ("partly", ("NORTH", "SOUTH"), 2)
    assert state(DUE, [], "2040-06-20") == ("unknown", (), None)


def test_evidence_is_told_by_its_author_on_its_day_and_stands_before_the_coders_status() -> None:
    said = {"S1": ("NORTH", "2040-06-09"), "R1": ("SOUTH", "2040-06-12")}
    row = {"evidence": "S1=full;R1=minimal;S9=full", "status": "full", "status_by": "WEST", "status_date": "2040-06-01"}
    assert accounts(row, said) == [Account("NORTH", "full", "2040-06-09"), Account("SOUTH", "minimal", "2040-06-12")]
    assert accounts({**row, "evidence": None}, said) == [Account("WEST", "full", "2040-06-01")]
    assert accounts({**row, "evidence": None, "status": "unknown"}, said) == []
