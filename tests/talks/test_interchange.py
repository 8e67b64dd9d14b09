"""PLOVER and precedents: data with the known faults left out, and counts as plain as they are."""

from __future__ import annotations

from decimal import Decimal

from servanda.model.vocabulary import SPEECH_ACTS
from servanda.talks import plover, precedents

EVENTS = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
          "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}


def test_every_verb_maps_to_an_event_of_plover_or_to_none() -> None:
    for act in SPEECH_ACTS:
        for on_agreement in (True, False):
            made = plover.event(act, on_agreement)
            assert made is None or made.event in EVENTS
    assert set(plover.VERBS) | set(plover.ON_AGREEMENT) <= set(SPEECH_ACTS)


def test_a_truce_declared_is_conceded_and_not_a_retreat() -> None:
    made = plover.event("announce", on_agreement=True)
    assert made and (made.event, made.cameo) == ("CONCEDE", "0871")
    assert not any(one.event == "RETREAT" for one in (*plover.VERBS.values(), *plover.ON_AGREEMENT.values()))


def test_rows_name_who_acts_on_whom() -> None:
    said = {"statement_id": "S1", "date": "2040-06-01", "party": "NORTH", "speaker": "queen", "addressee": "SOUTH",
            "act": "demand"}
    assert list(plover.rows([said, {**said, "statement_id": "S2", "act": "claim"}], {"S1"})) == [
        ("S1", "2040-06-01", "NORTH", "SOUTH", "REQUEST", "yield", "1056", "verb")]


def test_precedents_are_counted_with_who_picked_them_and_who_says_so() -> None:
    rows = [{"how_ended": "collapsed", "chosen_by": "us", "who_says": "a monitor"},
            {"how_ended": None, "chosen_by": "us", "who_says": None}]
    counted = precedents.count(rows)
    assert (counted.total, counted.ended, counted.chosen) == (2, {"collapsed": 1, "not stated": 1}, {"us": 2})
    assert counted.told == {"a monitor": 1, "not stated": 1}


def test_a_table_of_picked_rows_refutes_no_number() -> None:
    assert precedents.check(Decimal(20), None, 9) == "table_has_fewer"
    assert precedents.check(Decimal(20), None, 20) == "within"
    assert precedents.check(None, Decimal(5), 9) == "table_has_more"
