"""Alignment: the strongest verb of each readout on each topic, whom it binds, and what is not there."""

from __future__ import annotations

import pytest

from servanda.model.vocabulary import SPEECH_ACTS, STRENGTHS
from servanda.talks import readouts, rules
from servanda.talks.readouts import align, topics_of
from tests.talks.small import readout, says


@pytest.mark.parametrize(("act", "hedged", "strength"), [
    ("agree", False, "agreed"), ("accept", True, "supports_in_principle"), ("order", True, "ordered"),
    ("condition", False, "conditions"), ("offer", False, "proposed"), ("deny", False, "denied"),
    ("accuse", False, "stated"), ("decline_to_comment", False, "declined_to_comment")])
def test_a_verb_has_a_strength(act: str, hedged: bool, strength: str) -> None:
    assert rules.strength(act, hedged) == strength


def test_every_speech_act_has_a_strength_of_the_codebook() -> None:
    assert {rules.strength(act, hedged) for act in SPEECH_ACTS for hedged in (True, False)} <= set(STRENGTHS)


def test_the_strongest_verb_leads_and_the_coder_has_the_last_word() -> None:
    told = says("S1", 2, "NORTH queen", "claim")
    ordered = says("S2", 2, "NORTH queen", "claim", strength="ordered")
    (cell,) = align([readout("r", "NORTH", "excerpts", told, ordered)], ["ferry"])
    assert cell.strength == "ordered"


def test_whom_it_binds() -> None:
    own = says("S1", 2, "NORTH queen", "promise")
    other = says("S2", 2, "NORTH queen", "agree", binds=("SOUTH",))
    nobody = says("S3", 2, "NORTH queen", "accuse")
    unbound = says("S4", 2, "NORTH queen", "agree", binds=("none",))
    assert [readouts.bound(one) for one in (own, other, nobody, unbound)] == [("NORTH",), ("SOUTH",), (), ()]


def test_only_a_complete_readout_did_not_mention() -> None:
    whole, part = readout("w", "NORTH", "complete"), readout("p", "SOUTH", "excerpts")
    assert [cell.strength for cell in align([whole, part], ["ferry"])] == ["did_not_mention", "not_found"]


def test_topics_stand_in_the_order_of_the_case_and_those_expected_are_among_them() -> None:
    one = readout("r", "NORTH", "excerpts", says("S1", 2, "NORTH queen", topic="tolls"),
                  says("S2", 2, "NORTH queen", topic="undeclared"))
    assert topics_of([one], ["bridge"], ["bridge", "ferry", "tolls"]) == ["bridge", "tolls", "undeclared"]
