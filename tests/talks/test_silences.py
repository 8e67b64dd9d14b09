"""Silences: three kinds, each with what it is computed from, and never more than what is held allows."""

from __future__ import annotations

from servanda.talks import silences
from tests.talks.small import readout, says

FERRY, TOLLS = says("S1", 10, "NORTH queen", "agree"), says("S2", 10, "SOUTH queen", "demand", topic="tolls")
ASKED = says("S0", 3, "NORTH queen", "demand", topic="bridge")


def found(north: str = "complete", south: str = "complete") -> dict[str, silences.Silence]:
    """The silences of a meeting on 10 June of which both sides gave a readout."""
    readouts = [readout("n", "NORTH", north, FERRY), readout("s", "SOUTH", south, TOLLS)]
    return {one.id: one for one in silences.find(readouts, ["bridge", "ferry"], [ASKED], "2040-06-10")}


def test_what_one_readout_has_and_the_other_has_not() -> None:
    one = found()["meeting/n/tolls/absent_beside"]
    assert (one.words, one.evidence, [r.id for r in one.looked]) == ("absent", ("S2",), ["n"])
    assert "meeting/s/ferry/absent_beside" in found()


def test_what_was_expected_and_is_in_none() -> None:
    one = found()["meeting/bridge/expected"]
    assert (one.words, one.evidence, one.party) == ("absent", ("S0",), "")
    assert "meeting/ferry/expected" not in found()


def test_what_a_party_raised_before_and_has_in_none_of_its_readouts() -> None:
    assert found()["meeting/NORTH/bridge/dropped"].evidence == ("S0",)
    assert "meeting/SOUTH/bridge/dropped" not in found()


def test_against_excerpts_it_is_only_not_found_in_what_we_hold() -> None:
    part = found(north="excerpts")
    assert part["meeting/n/tolls/absent_beside"].words == "not_found"
    assert part["meeting/bridge/expected"].words == "not_found"
    assert part["meeting/s/ferry/absent_beside"].words == "absent"


def test_what_was_said_too_long_before_or_asks_for_nothing_was_not_raised() -> None:
    one = [readout("n", "NORTH", "complete", FERRY)]
    for before in (says("S0", 1, "NORTH queen", "demand", topic="bridge", date="2040-05-26"),
                   says("S0", 3, "NORTH queen", "accuse", topic="bridge"),
                   says("S0", 10, "NORTH queen", "demand", topic="bridge")):
        assert silences.dropped(one, [before], "2040-06-10") == []


def test_a_meeting_without_a_day_or_a_readout() -> None:
    assert silences.find([], ["bridge"], [ASKED], "2040-06-10") == []
    kinds = {one.kind for one in silences.find([readout("n", "NORTH", "complete", FERRY)], ["bridge"], [ASKED], "")}
    assert kinds == {"expected"}


def test_who_else_says_that_it_is_absent_stands_beside() -> None:
    rows = list(silences.rows([found()["meeting/bridge/expected"]], {("meeting", "bridge"): [("paper", ("S9",))]}))
    assert rows[0][-2:] == ("paper", "S9")
