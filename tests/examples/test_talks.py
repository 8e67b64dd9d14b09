"""The talks of the example, held against what a reader of the dossier and of the article says by hand.

The files in `talks/` were written from the sources; each row has its reason.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from servanda import app
from servanda.collect import records
from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.talks import account
from tests.examples.account import Account
from tests.examples.conftest import EXAMPLE

EXPECTED = Path(__file__).parent / "talks"


def expected(name: str) -> list[dict[str, str]]:
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def members(cell: str | None) -> set[str]:
    return set((cell or "").split(";")) - {""}


@pytest.fixture(scope="module")
def found(truce: Account) -> dict[str, list[dict[str, Any]]]:
    """The tables of talks."""
    return {name: truce.db.dicts(f"SELECT * FROM {name} ORDER BY ALL") for name in (
        "alignments", "silences", "positions", "shifts", "concessions", "contradictions", "acceptance", "commitments")}


@pytest.mark.parametrize("row", expected("alignment"), ids=lambda row: f"{row['readout']}-{row['topic']}")
def test_the_call_line_by_line(found: dict[str, list[dict[str, Any]]], row: dict[str, str]) -> None:
    (cell,) = [one for one in found["alignments"]
               if (one["readout_id"], one["topic"]) == (row["readout"], row["topic"])]
    assert (cell["strength"], cell["binds"] or "") == (row["strength"], row["binds"]), row["reason"]


def test_the_call_is_aligned_over_three_issuers_and_fifteen_topics(truce: Account,
                                                                  found: dict[str, list[dict[str, Any]]]) -> None:
    cells = [one for one in found["alignments"] if one["meeting_id"] == "call_18_march"]
    issuers = {row[0] for row in truce.db.rows("SELECT issuer FROM readouts WHERE meeting_id = 'call_18_march'")}
    assert len(issuers) >= 3 and len({one["topic"] for one in cells}) >= 15
    assert len({one["topic"] for one in cells if one["statements"]}) >= 13
    assert all(one["statements"] for one in cells if one["strength"] not in ("did_not_mention", "not_found"))


@pytest.mark.parametrize("row", expected("silences"), ids=lambda row: f"{row['party']}-{row['topic']}")
def test_silences(found: dict[str, list[dict[str, Any]]], row: dict[str, str]) -> None:
    (one,) = [one for one in found["silences"] if (one["meeting_id"], one["kind"], one["party"] or "", one["topic"]) ==
              (row["meeting"], row["kind"], row["party"], row["topic"])]
    assert (one["words"], one["claimed_by"] or "") == (row["words"], row["claimed_by"]), row["reason"]


def test_no_readout_is_held_complete_so_nothing_is_told_as_absent(found: dict[str, list[dict[str, Any]]]) -> None:
    assert {one["words"] for one in found["silences"]} == {"not_found"}
    assert "did_not_mention" not in {one["strength"] for one in found["alignments"]}


def test_what_the_article_says_is_absent_is_what_was_computed(found: dict[str, list[dict[str, Any]]]) -> None:
    claimed = {one["topic"] for one in found["silences"] if one["kind"] == "expected" and one["claimed_by"] == "bne"}
    assert claimed == {"territory", "znpp", "crimea"}


def matches(one: dict[str, Any], row: dict[str, str]) -> bool:
    return (one["proposition"], one["kind"], one["between"], {one["side_a"], one["side_b"]}) == (
        row["proposition"], row["kind"], row["between"], {row["side_a"], row["side_b"]}) and \
        members(row["among"]) <= members(one["statements"])


@pytest.mark.parametrize("row", expected("contradictions"), ids=lambda row: f"{row['proposition']}-{row['among']}")
def test_contradictions(found: dict[str, list[dict[str, Any]]], row: dict[str, str]) -> None:
    assert [one for one in found["contradictions"] if matches(one, row)], row["reason"]


def test_the_two_lower_bounds_are_near_and_say_why(found: dict[str, list[dict[str, Any]]]) -> None:
    (one,) = [one for one in found["contradictions"] if one["statements"] == "S252;S265"]
    assert (one["kind"], one["why"]) == ("near", "two_lower_bounds")


def test_shifts_are_those_that_a_reader_agrees_with(found: dict[str, list[dict[str, Any]]]) -> None:
    """At least eight that the reader agrees with, at most two that he does not, and none that he did not see."""
    judged = {(row["party"], row["proposition"], row["kind"], row["date"]): row["agree"] for row in expected("shifts")}
    made = {(one["party"], one["proposition"], one["kind"], one["date"]) for one in found["shifts"]}
    assert made == set(judged)
    assert sum(agree == "yes" for agree in judged.values()) >= 8
    assert sum(agree == "no" for agree in judged.values()) <= 2


def test_a_concession_is_kept_from_a_claim_of_one_and_from_an_admission(found: dict[str, list[dict[str, Any]]]) -> None:
    kinds = {(one["kind"], one["party"], one["proposition"] or one["topic"]) for one in found["concessions"]}
    assert ("concession", "USA", "first_step") in kinds
    assert {("claimed_concession", "USA", what) for what in ("land_given", "nato_shut", "crimea_recognised")} <= kinds
    assert ("claimed_concession", "RUS", "pause_energy") in kinds
    assert {("admission", "RUS", "never_a_pause"), ("admission", "UKR", "violation")} <= kinds
    own = [one for one in found["concessions"] if one["kind"] == "concession"]
    assert all(one["against"] and one["to"] for one in own)


def test_acceptance_has_lanes_for_the_three_agreements_by_whose_account(truce: Account,
                                                                       found: dict[str, list[dict[str, Any]]]) -> None:
    told = {(one["provision"], one["party"], one["asserted_by"], one["state"], one["date_from"])
            for one in found["acceptance"] if one["origin"] == "statements"}
    assert {("energy", "UKR", "UKR", "accepted_with_conditions", "2025-03-18"),
            ("energy", "UKR", "UKR", "accepted", "2025-03-19"), ("energy", "UKR", "UKR", "in_force", "2025-03-25"),
            ("energy", "UKR", "RUS", "rejected", "2025-04-02"), ("energy", "RUS", "RUS", "in_force", "2025-03-18"),
            ("energy", "RUS", "RUS", "expired", "2025-04-18"), ("energy", "RUS", "USA", "accepted", "2025-03-18"),
            ("black_sea", "RUS", "RUS", "accepted_with_conditions", "2025-03-25"),
            ("full_ceasefire", "UKR", "UKR", "accepted_with_conditions", "2025-03-11"),
            ("full_ceasefire", "RUS", "UKR", "rejected", "2025-03-18"),
            ("full_ceasefire", "RUS", "RUS", "rejected", "2025-04-17")} <= told
    assert len(truce.case.info.parties) == 6
    assert not [one for one in found["acceptance"] if one["party"] in ("RUS", "UKR") and one["state"] == "release_invoked"]


def test_what_talks_derive_is_only_suggested(truce: Account) -> None:
    """A step waits in the queue, and no rule of the terms has it."""
    waiting = [row for row in truce.db.dicts("SELECT * FROM review ORDER BY ids") if row["kind"] == "acceptance"]
    assert any(row["ids"] == "S250" and "terms.yaml" in row["question"] for row in waiting)
    assert not any(row["ids"] == "S061" for row in waiting), "this one stands in terms.yaml"


@pytest.mark.parametrize(("commitment", "state", "by", "pam"), [
    ("C01", "fulfilled", "RUS;UKR", 3), ("C03", "partly", "RUS;UKR", 2), ("C08", "disputed", "RUS;UKR", None),
    ("C06", "due", None, None), ("C14", "pending", None, None), ("C16", "fulfilled", "RUS", 3)])
def test_commitments(found: dict[str, list[dict[str, Any]]], commitment: str, state: str, by: str | None,
                     pam: int | None) -> None:
    (one,) = [one for one in found["commitments"] if one["commitment_id"] == commitment]
    assert (one["state"], one["state_by"], one["pam"]) == (state, by, pam)


def talks_of(case: Case, day: str = "") -> dict[str, list[dict[str, Any]]]:
    """Positions, shifts and contradictions of a case without linking and assessing."""
    db = Database()
    try:
        records.fill(db, case)
        account.fill(db, case, day)
        return {name: db.dicts(f"SELECT * FROM {name} ORDER BY ALL") for name in (
            "positions", "shifts", "contradictions")}
    finally:
        db.close()


@pytest.fixture(scope="module")
def case() -> Case:
    opened, _ = app.read(EXAMPLE)
    return replace(opened, tables={kind: opened.tables[kind] for kind in ("statements", "propositions")})


def test_deleting_one_side_of_the_aid_contradiction_makes_it_vanish(case: Case) -> None:
    (sheet,) = case.tables["propositions"]
    statement, proposition = sheet.columns.index("statement_id"), sheet.columns.index("proposition")
    kept = tuple(row for row in sheet.rows if (row[statement], row[proposition]) != ("S023", "aid_raised"))
    assert len(kept) == len(sheet.rows) - 1
    less = replace(sheet, rows=kept, lines=tuple(range(2, len(kept) + 2)))
    found = talks_of(replace(case, tables={**case.tables, "propositions": (less,)}))["contradictions"]
    pairs = {(one["side_a"], one["side_b"]) for one in found if one["proposition"] == "aid_raised"}
    assert pairs == {("USA", "bne")}


def test_on_a_day_only_what_was_said_by_then_is_known(case: Case) -> None:
    found = talks_of(case, "2025-03-20")
    assert all(one["date_from"] <= "2025-03-20" for one in found["positions"])
    assert {one["proposition"] for one in found["contradictions"]} >= {"aid_raised", "truce_object", "call_minutes"}
    assert "truce_start" not in {one["proposition"] for one in found["contradictions"]}
