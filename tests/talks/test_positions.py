"""Positions: who sets a stand, for which days, and what does not move it."""

from __future__ import annotations

from servanda.talks import positions
from tests.talks.small import about, claim, says

FERRY = about()


def stands(*claims: positions.Claim) -> list[tuple[str, str, str, str]]:
    """(party, stand, first day, last day) of what follows from those claims."""
    return [(one.party, one.stand, one.start[-2:], one.end[-2:]) for one in positions.find(claims)]


def test_a_stand_holds_until_another_takes_its_place() -> None:
    yes, no = says("S1", 2, "NORTH queen", "agree"), says("S2", 5, "NORTH queen", "reject")
    assert stands(claim(yes, FERRY), claim(no, FERRY, asserts=False)) == [
        ("NORTH", "for", "02", "05"), ("NORTH", "against", "05", "")]


def test_the_same_said_again_opens_no_new_one_and_is_noted() -> None:
    first, again = says("S1", 2, "NORTH queen", "agree"), says("S2", 5, "NORTH herald", "agree")
    (one,) = positions.find([claim(first, FERRY), claim(again, FERRY)])
    assert (one.said, one.restated) == ((first,), (again,))


def test_hedges_and_conditions() -> None:
    words = {"agree": "for_in_principle", "condition": "for_on_conditions", "decline_to_comment": "open"}
    for act, stand in words.items():
        hedged = says("S1", 2, "NORTH queen", act, hedged=True)
        assert stands(claim(hedged, FERRY)) == [("NORTH", stand, "02", "")]
    denied = claim(says("S1", 2, "NORTH queen", "reject", hedged=True), FERRY, asserts=False)
    assert denied.stand == "against_hedged"
    assert claim(says("S1", 2, "NORTH queen", "agree"), FERRY, conditions="tolls first").stand == "for_on_conditions"


def test_a_weaker_voice_sets_no_stand_once_a_stronger_has_spoken() -> None:
    captain = claim(says("S2", 5, "NORTH captain", "reject"), FERRY, asserts=False)
    assert stands(captain) == [("NORTH", "against", "05", "")]
    (one,) = positions.find([claim(says("S1", 2, "NORTH queen", "agree"), FERRY), captain])
    assert (one.stand, [said.id for said in one.others]) == ("for", ["S2"])


def test_what_others_say_of_a_party_sets_nothing() -> None:
    assert positions.find([claim(says("S1", 2, "SOUTH queen"), FERRY, holder="NORTH")]) == []


def test_what_has_no_day_sets_nothing() -> None:
    assert positions.find([claim(says("S1", 2, "NORTH queen", date=""), FERRY)]) == []


def test_on_one_day_the_plain_word_stands_before_the_hedged_and_the_said_before_the_implied() -> None:
    hedged = claim(says("S1", 2, "NORTH queen", "agree", hedged=True), FERRY)
    plain = claim(says("S2", 2, "NORTH queen", "agree"), FERRY)
    implied = claim(says("S0", 2, "NORTH queen", "reject"), FERRY, asserts=False, implied=True)
    (one,) = positions.find([implied, hedged, plain])
    assert (one.stand, [said.id for said in one.said]) == ("for", ["S2"])


def test_two_numbers_that_go_together_are_not_another_voice() -> None:
    count = about("shots", "fact", "number")
    first = claim(says("S1", 2, "NORTH queen"), count, value="30", qualifier="at_least",
                  period=("2040-06-01", "2040-06-02"))
    more = claim(says("S2", 4, "NORTH captain"), count, value="60", qualifier="at_least",
                 period=("2040-06-01", "2040-06-04"))
    assert positions.find([first, more])[0].others == ()
