"""Contradictions: opposed, only near with the reason, or none."""

from __future__ import annotations

from typing import Any

import pytest

from servanda.talks import contradictions, positions
from servanda.talks.comparing import compare
from servanda.talks.said import Claim
from tests.talks.small import about, claim, says

RAISED, SHOTS, FIRST = about("raised", "fact"), about("shots", "fact", "number"), about("first_day", "fact", "day")
NORTH, SOUTH = says("S1", 2, "NORTH queen"), says("S2", 3, "SOUTH queen")
JUNE = ("2040-06-01", "2040-06-10")


def number(value: str, qualifier: str = "exact", said: Any = NORTH, **more: Any) -> Claim:
    return claim(said, SHOTS, value=value, qualifier=qualifier, **more)


@pytest.mark.parametrize(("one", "other", "kind", "why"), [
    (claim(NORTH, RAISED), claim(SOUTH, RAISED, asserts=False), "opposed", "opposite_polarity"),
    (claim(NORTH, RAISED), claim(SOUTH, RAISED), "", ""),
    (claim(NORTH, FIRST, value="2040-06-01"), claim(SOUTH, FIRST, value="2040-06-08"), "opposed", "different_value"),
    (claim(NORTH, FIRST, value="2040-06-01"), claim(SOUTH, FIRST, value="2040-06-01", asserts=False), "opposed",
     "value_denied"),
    (claim(NORTH, FIRST, value="2040-06-01"), claim(SOUTH, FIRST, value="2040-06-08", asserts=False), "", ""),
    (number("8"), number("0", said=SOUTH), "opposed", "ranges_apart"),
    (number("8"), number("0", said=SOUTH, definition="one company"), "near", "ranges_apart;different_definition"),
    (number("120", "at_least"), number("80", "at_least"), "near", "two_lower_bounds"),
    (number("120", "at_most"), number("80", "at_most"), "near", "two_upper_bounds"),
    (number("120", "at_least"), number("90"), "opposed", "ranges_apart"),
    (number("120", "at_least"), number("150"), "", ""),
    (number("100", "about"), number("104", "about"), "near", "ranges_overlap"),
    (number("100", "about"), number("104"), "", ""),
    (number("30", "at_least", period=JUNE), number("60", "at_least", period=("2040-06-01", "2040-06-20")), "", ""),
    (number("60", "at_least", period=JUNE), number("30", "at_least", period=("2040-06-01", "2040-06-20")), "near",
     "two_lower_bounds"),
    (number("60", period=JUNE), number("30", period=("2040-06-01", "2040-06-20")), "opposed", "ranges_apart"),
    (number("60", period=JUNE), number("30", period=("2040-06-03", "2040-06-20")), "near", "different_period"),
    (number("60", unit="people"), number("30", unit="families"), "near", "ranges_apart;different_unit"),
    (claim(NORTH, RAISED), claim(SOUTH, RAISED, asserts=False, implied=True), "opposed", "opposite_polarity;implied"),
])
def test_two_claims(one: Claim, other: Claim, kind: str, why: str) -> None:
    for pair in ((one, other), (other, one)):
        found, codes = compare(*pair)
        assert (found, ";".join(codes)) == (kind, why)


def found(*claims: Claim) -> list[tuple[str, str, str, str]]:
    """(kind, between, one side, other side)."""
    return [(one.kind, one.between, one.one.name, one.other.name)
            for one in contradictions.find(claims, positions.find(claims))]


def test_between_whom_it_is() -> None:
    paper = says("S3", 4, "paper")
    own = says("S4", 5, "NORTH herald")
    assert found(claim(NORTH, RAISED), claim(SOUTH, RAISED, asserts=False)) == [
        ("opposed", "parties", "NORTH", "SOUTH")]
    assert found(claim(NORTH, RAISED), claim(own, RAISED, asserts=False)) == [
        ("opposed", "within_party", "NORTH", "NORTH")]
    assert found(claim(NORTH, RAISED), claim(paper, RAISED, asserts=False)) == [
        ("opposed", "sources", "NORTH", "_paper")]


def test_taking_away_one_side_takes_the_contradiction_away() -> None:
    both = [claim(NORTH, RAISED), claim(SOUTH, RAISED, asserts=False)]
    assert found(*both) and not found(both[0]) and not found(both[1])


def test_claims_of_one_side_that_say_the_same_are_one_side() -> None:
    again = says("S5", 6, "NORTH herald")
    (one,) = contradictions.find([claim(NORTH, RAISED), claim(again, RAISED), claim(SOUTH, RAISED, asserts=False)], [])
    assert [claim.said.id for claim in one.one.claims] == ["S1", "S5"]


def test_to_want_different_things_is_no_contradiction_and_to_change_is_a_shift() -> None:
    want = about("open_ferry")
    changed = says("S6", 7, "NORTH queen", "reject")
    assert found(claim(NORTH, want), claim(SOUTH, want, asserts=False), claim(changed, want, asserts=False)) == []


def test_what_one_says_of_the_others_stand_is_held_against_its_own_word_of_the_day() -> None:
    want = about("open_ferry")
    own = claim(says("S1", 2, "NORTH queen", "agree"), want)
    told = claim(says("S2", 3, "SOUTH queen"), want, holder="NORTH", asserts=False)
    assert found(own, told) == [("opposed", "parties", "NORTH", "SOUTH")]
    conditional = claim(says("S1", 2, "NORTH queen", "condition"), want)
    assert found(conditional, told) == [("near", "parties", "NORTH", "SOUTH")]
    before = claim(says("S2", 1, "SOUTH queen"), want, holder="NORTH", asserts=False)
    assert found(own, before) == []


def test_the_object_of_a_denial_stands_in_the_row() -> None:
    denial = claim(says("S2", 3, "SOUTH queen", "deny", denies="occurrence"), RAISED, asserts=False)
    (row,) = contradictions.rows(contradictions.find([claim(NORTH, RAISED), denial], []))
    assert row[-2:] == ("occurrence", "opposite_polarity")
