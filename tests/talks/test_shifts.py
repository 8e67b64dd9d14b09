"""Shifts and concessions: named from who wants the thing, never from a single hedged report."""

from __future__ import annotations

from typing import Any

import pytest

from servanda.talks import positions, shifts
from servanda.talks.said import Claim
from tests.talks.small import about, claim, says

WANTED = about("open_ferry", "stand", "yes_no", "SOUTH")
MUTUAL = about("open_ferry")


def stand(id_: str, day: int, word: str, of: Any = WANTED, who: str = "NORTH queen") -> Claim:
    """A claim that takes that stand."""
    acts: dict[str, tuple[str, bool, dict[str, Any]]] = {
        "for": ("agree", False, {}), "for_in_principle": ("agree", True, {}),
        "for_on_conditions": ("condition", False, {}), "against": ("reject", False, {"asserts": False}),
        "against_hedged": ("reject", True, {"asserts": False}), "open": ("report", True, {}),
        "withdrawn": ("withdraw", False, {})}
    act, hedged, more = acts[word]
    return claim(says(id_, day, who, act, hedged=hedged), of, **more)


def kinds(*claims: Claim) -> list[str]:
    return [one.kind for one in shifts.find(positions.find(claims))]


@pytest.mark.parametrize(("before", "after", "of", "kind"), [
    ("against", "open", WANTED, "softened"), ("open", "against", WANTED, "hardened"),
    ("for_on_conditions", "for", WANTED, "softened"), ("for", "for_on_conditions", WANTED, "conditioned"),
    ("for_in_principle", "for_on_conditions", MUTUAL, "conditioned"), ("for", "against", WANTED, "reversed"),
    ("against_hedged", "for_in_principle", MUTUAL, "reversed"), ("for", "withdrawn", WANTED, "dropped"),
    ("open", "for", about("open_ferry", "stand", "yes_no", "NORTH"), "hardened"),
    ("for", "open", about("open_ferry", "stand", "yes_no", "NORTH"), "softened")])
def test_what_sort_of_change_it_is(before: str, after: str, of: Any, kind: str) -> None:
    assert kinds(stand("S1", 2, before, of), stand("S2", 5, after, of)) == [kind]


def test_towards_whom_and_away_from_whom() -> None:
    (one,) = shifts.find(positions.find([
        stand("S0", 1, "for", who="SOUTH queen"), stand("S9", 1, "against", who="WEST queen"),
        stand("S1", 2, "against"), stand("S2", 5, "for_on_conditions")]))
    assert (one.towards, one.away_from) == (("SOUTH",), ("WEST",))


def test_another_answer_is_a_change_but_a_growing_number_and_another_meaning_are_none() -> None:
    word, number = about("first", "fact", "word"), about("shots", "fact", "number")
    one, two = says("S1", 2, "NORTH queen"), says("S2", 5, "NORTH queen")
    assert kinds(claim(one, word, value="bridge"), claim(two, word, value="ferry")) == ["changed"]
    assert kinds(claim(one, number, value="3"), claim(two, number, value="5")) == []
    assert kinds(claim(one, word, value="bridge", definition="built"),
                 claim(two, word, value="ferry", definition="planned")) == []


def conceded(*claims: Claim) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    moved = shifts.find(positions.find(claims))
    said = {one.said.id: one.said for one in claims}.values()
    return [(one.kind, one.party, one.to, one.against) for one in shifts.concessions(moved, claims, said)]


def test_a_concession_gives_way_on_what_another_wants_against_an_earlier_stand() -> None:
    assert conceded(stand("S1", 2, "against"), stand("S2", 5, "for")) == [("concession", "NORTH", ("SOUTH",), ("S1",))]
    assert conceded(stand("S2", 5, "for")) == []
    assert conceded(stand("S1", 2, "against", MUTUAL), stand("S2", 5, "for", MUTUAL)) == []


def test_a_single_hedged_report_is_never_a_concession() -> None:
    hedged = stand("S2", 5, "for_in_principle")
    assert conceded(stand("S1", 2, "against"), hedged) == []
    again = stand("S3", 5, "for_in_principle")
    assert conceded(stand("S1", 2, "against"), hedged, again) == []
    second = stand("S3", 5, "for_in_principle", who="NORTH herald")
    assert conceded(stand("S1", 2, "against"), hedged, second) == [("concession", "NORTH", ("SOUTH",), ("S1",))]


def test_what_another_calls_a_concession_is_his_word() -> None:
    told = claim(says("S1", 2, "paper", "claim"), WANTED, holder="NORTH")
    (one,) = shifts.concessions([], [told], [told.said])
    assert (one.kind, one.party, one.by_account) == ("claimed_concession", "NORTH", ("_paper",))
    hedged = claim(says("S1", 2, "paper", "claim", hedged=True), WANTED, holder="SOUTH")
    assert shifts.concessions([], [hedged], [hedged.said]) == []


def test_an_admission_of_fact_is_kept_apart() -> None:
    said = says("S1", 2, "NORTH queen", "concede")
    (one,) = shifts.concessions([], [], [said])
    assert (one.kind, one.to, one.statements) == ("admission", (), ("S1",))


def test_what_is_only_implied_is_no_shift() -> None:
    fact = about("fired", "fact")
    said, implied = says("S1", 2, "NORTH queen"), says("S2", 5, "NORTH queen")
    assert kinds(claim(said, fact), claim(implied, fact, asserts=False)) == ["reversed"]
    assert kinds(claim(said, fact), claim(implied, fact, asserts=False, implied=True)) == []
