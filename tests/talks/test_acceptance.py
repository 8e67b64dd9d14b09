"""Acceptance: states by whose account, by the one transition function; what statements tell is only suggested."""

from __future__ import annotations

import pytest

from servanda.model.lifecycle import acceptance as after
from servanda.model.terms import Bind, Event, Reading, Rule, Terms
from servanda.talks import acceptance, rules
from servanda.talks.said import Claim
from tests.talks.small import about, claim, says

TAKEN = about("ferry_taken", "acceptance", provision="ferry")
NO_TERMS = Terms()
DAY = 2_222_985_600 - 2_222_985_600 % 86_400


@pytest.mark.parametrize(("state", "event", "then"), [
    ("", "proposed", "proposed"), ("accepted", "proposed", "accepted"), ("proposed", "accepted", "accepted"),
    ("in_force", "accepted", "in_force"), ("accepted", "accepted_with_conditions", "accepted_with_conditions"),
    ("accepted", "rejected", "rejected"), ("rejected", "accepted", "accepted"), ("", "in_force", "in_force"),
    ("in_force", "denied_to_exist", "denied_to_exist"), ("", "release_invoked", ""),
    ("rejected", "release_invoked", "rejected"), ("in_force", "release_reserved", "release_reserved"),
    ("release_reserved", "release_invoked", "release_invoked"), ("", "expired", ""), ("in_force", "expired", "expired"),
    ("expired", "extended", "in_force"), ("proposed", "extended", "proposed"), ("in_force", "ended", "expired"),
    ("expired", "accepted", "accepted"), ("in_force", "suspended", "in_force"), ("accepted", "in_force", "in_force")])
def test_the_transition_function(state: str, event: str, then: str) -> None:
    assert after(state, event) == then


@pytest.mark.parametrize(("act", "asserts", "hedged", "event"), [
    ("offer", True, False, "proposed"), ("agree", True, False, "accepted"), ("order", True, False, "in_force"),
    ("agree", True, True, "accepted_with_conditions"), ("condition", True, False, "accepted_with_conditions"),
    ("deny", False, False, "denied_to_exist"), ("reject", False, False, "rejected"),
    ("threaten", True, False, "release_reserved"), ("invoke", True, False, "release_invoked")])
def test_a_verb_tells_an_event(act: str, asserts: bool, hedged: bool, event: str) -> None:
    assert rules.event(act, asserts, hedged, "") == event


def lanes(*claims: Claim, terms: Terms = NO_TERMS) -> list[tuple[str, str, str, str, str]]:
    """(party, by whose account, state, first day, last day)."""
    return [(one.step.party, one.step.by, one.name, one.step.date[-2:], one.end[-2:])
            for one in acceptance.lanes(acceptance.steps(claims, terms, ("Etc/UTC",)))]


def test_a_lane_for_each_account() -> None:
    assert lanes(claim(says("S1", 2, "NORTH queen", "condition"), TAKEN),
                 claim(says("S2", 4, "NORTH queen", "agree"), TAKEN),
                 claim(says("S3", 5, "SOUTH queen"), TAKEN, holder="NORTH", asserts=False)) == [
        ("NORTH", "NORTH", "accepted_with_conditions", "02", "04"), ("NORTH", "NORTH", "accepted", "04", ""),
        ("NORTH", "SOUTH", "rejected", "05", "")]


def test_a_step_that_changes_nothing_is_left_out_but_other_conditions_are_told() -> None:
    first = claim(says("S1", 2, "NORTH queen", "condition"), TAKEN, conditions="tolls")
    assert len(lanes(first, claim(says("S2", 4, "NORTH queen", "condition"), TAKEN, conditions="tolls"))) == 1
    assert len(lanes(first, claim(says("S2", 4, "NORTH queen", "condition"), TAKEN, conditions="maps"))) == 2


def test_a_weaker_voice_takes_nothing_back() -> None:
    assert lanes(claim(says("S1", 2, "NORTH queen", "agree"), TAKEN),
                 claim(says("S2", 4, "NORTH captain", "deny"), TAKEN, asserts=False)) == [
        ("NORTH", "NORTH", "accepted", "02", "")]


def test_the_reading_is_the_one_that_the_asserter_had_stated_by_then() -> None:
    readings = (Reading("n1", "NORTH", "", "2040-06-01"), Reading("n2", "NORTH", "", "2040-06-09"))
    terms = Terms(readings=readings, rules=tuple(Rule(one.id, "ferry") for one in readings))
    assert [acceptance.declared(terms, "NORTH", "ferry", f"2040-{day}") for day in ("05-30", "06-02", "06-09")] == [
        "", "n1", "n2"]
    assert acceptance.declared(terms, "NORTH", "bridge", "2040-06-09") == ""


def test_what_the_terms_say_is_a_lane_of_its_own() -> None:
    reading = Reading("s1", "SOUTH", "", "2040-06-01")
    rule = Rule("s1", "ferry", binds=(Bind("NORTH", (DAY, DAY), basis="agreement"),),
                events=(Event((DAY + 86_400 * 3, DAY + 86_400 * 3), "release_reserved", "NORTH"),))
    states = acceptance.lanes(acceptance.steps([], Terms(readings=(reading,), rules=(rule,)), ("Etc/UTC",)))
    assert [(one.step.origin, one.step.by, one.name) for one in states] == [
        ("terms", "SOUTH", "in_force"), ("terms", "SOUTH", "release_reserved")]


def test_a_reading_that_denies_the_agreement() -> None:
    terms = Terms(readings=(Reading("s1", "SOUTH", "", "2040-06-01"),), rules=(Rule("s1", "ferry", agreed=False),))
    assert lanes(terms=terms) == [("SOUTH", "SOUTH", "denied_to_exist", "01", "")]
