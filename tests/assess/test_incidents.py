"""What accounts of one incident yield together."""

from __future__ import annotations

import pytest

from servanda.assess import facts, verdicts
from servanda.engine.database import Database
from servanda.model.case import Decision
from servanda.model.terms import Entry, Listing
from tests.assess import small
from tests.assess.small import BASE, NORTH, SOUTH, account, assessed, verdicts_of, with_


def test_one_account_gives_its_outcome_to_the_incident() -> None:
    """All elements yes: a potential violation by the party named, under the named reading."""
    row = verdicts_of(assessed([account("E1/a")]))[SOUTH]
    assert (row["outcome"], row["possible"]) == ("potential_violation", "potential_violation")
    assert row["reasons"].split(";") == [
        "bound:party_bound:order", "act:listed", "means:no_limit", "object:listed", "whose:no_limit",
        "where:no_limit", "when:inside", "provided:none", "unless:none"]


def test_mutual_blame_is_nobodys_violation() -> None:
    """Each side names the other: two rows, both undetermined, bound unknown of fact because of the rival."""
    rows = verdicts_of(assessed([account("E1/a", SOUTH), account("E1/b", NORTH)]))
    assert set(rows) == {NORTH, SOUTH}
    for row in rows.values():
        assert row["outcome"] == "undetermined"
        assert row["possible"] == "potential_violation;not_in_force"
        assert row["bound"] == "unknown_fact"
        assert "bound:rival_author" in row["reasons"]
        assert row["turns_on_account"]


def test_mutual_blame_over_a_hospital_is_still_not_covered() -> None:
    """Whoever did it, a hospital is not on the list: rival authors keep nothing open that the object closes."""
    hospital = {"aimed_at": "medical_facility/health", "affected": "medical_facility/health:direct"}
    rows = verdicts_of(assessed([account("E1/a", SOUTH, **hospital), account("E1/b", NORTH, **hospital)]))
    assert {row["outcome"] for row in rows.values()} == {"not_covered"}


def test_an_account_that_names_nobody_is_tried_against_those_whom_others_name() -> None:
    """It adds its doubts to the row of the party named, and makes no row of its own."""
    unnamed = account("E1/b", "", stage="intercepted")
    rows = verdicts_of(assessed([account("E1/a"), unnamed]))
    assert set(rows) == {SOUTH}
    assert rows[SOUTH]["outcome"] == "undetermined"
    assert rows[SOUTH]["act"] == "unknown_fact"  # damaged by one account, an attempt by the other


def test_nobody_named_is_unattributed() -> None:
    """The author is an unknown of fact; the incident stays open."""
    rows = verdicts_of(assessed([account("E1/a", "")]))
    assert set(rows) == {"unattributed"}
    assert rows["unattributed"]["bound"] == "unknown_fact"
    assert rows["unattributed"]["outcome"] == "undetermined"


def test_aim_and_debris_are_rival_accounts() -> None:
    """A strike by one account, falling debris by the other: open, and the debris is an unknown of text there."""
    debris = account("E1/b", "", stage="intercepted", aimed_at=None, affected="substation/grid:debris")
    db = assessed([account("E1/a"), debris])
    row = verdicts_of(db)[SOUTH]
    assert row["outcome"] == "undetermined"
    assert {"object:debris_silent", "act:attempt_silent", "accounts:disagree"} <= set(row["reasons"].split(";"))
    own = db.dicts("SELECT * FROM account_verdicts WHERE account_id = 'E1/b'")[0]
    assert (own["object"], own["act"]) == ("unknown_text", "unknown_text")


def test_a_decision_sets_an_account_aside_for_every_reading_alike() -> None:
    """People decide facts: with the debris account set aside the other account stands alone."""
    debris = account("E1/b", "", affected="substation/grid:debris", aimed_at=None, aside=True)
    db = assessed([account("E1/a"), debris], [BASE, with_(reading="s1")])
    assert verdicts_of(db)[SOUTH]["outcome"] == "potential_violation"
    assert verdicts_of(db, reading="s1")[SOUTH]["outcome"] == "potential_violation"


def test_a_decision_sets_the_value_of_a_field() -> None:
    """Author unknown, then decided: the row moves from unattributed to the party."""
    decision = Decision(1, "", "", "", "A. Person", "set", "accounts", ("R-E1-a",), "",
                        {"field": "author", "value": NORTH}, "seen on site", (), None)
    rows = verdicts_of(assessed([account("E1/a", "")], decisions=[decision]))
    assert set(rows) == {NORTH}
    assert rows[NORTH]["outcome"] == "potential_violation"


def test_a_reading_that_denies_gives_not_in_force() -> None:
    """The reason says that it was not agreed."""
    row = verdicts_of(assessed([account("E1/a")], [with_(agreed=False)]))[SOUTH]
    assert row["outcome"] == "not_in_force"
    assert row["reasons"].split(";")[0] == "bound:not_agreed"


_COUNTS = """SELECT standard, {} FROM figures WHERE measure = 'count' AND subset IS NULL AND reading = 'n1'
             AND party = 'SOUTH' ORDER BY 1"""


def test_standards_are_a_ladder_and_sides_are_apart() -> None:
    """An allegation counts under any claim and the accuser's claims, not under the accused's, nor corroborated."""
    db = assessed([account("E1/a")])
    found = dict(db.rows(_COUNTS.format("high")))
    assert found == {"all": 1, "claims:NORTH": 1}
    db = assessed([account("E1/a")], standing="corroborated")
    found = dict(db.rows(_COUNTS.format("low")))
    assert found == {"all": 1, "claims:NORTH": 1, "corroborated": 1}


def test_common_ground_and_widest() -> None:
    """In each compared reading, or in any of them; a debris-silent reading leaves the common ground open."""
    silent = with_(reading="s1", objects=BASE.objects.__class__("closed", (), (), BASE.objects.includes))
    db = assessed([account("E1/a"), account("E2/a", aimed_at="store/gas", affected="store/gas:direct")],
                  [BASE, silent])
    found = {row[0]: row[1:] for row in db.rows("""SELECT reading, low, high, text_unknown FROM figures
        WHERE measure = 'count' AND standard = 'all' AND party = 'SOUTH'
          AND reading IN ('common_ground', 'widest')""")}
    assert found == {"common_ground": (0, 1, 1), "widest": (1, 1, 0)}


def test_tellings_that_cover_each_other_both_stay() -> None:
    """A list that also names the kind of its own member covers that member, and is covered: neither is dropped."""
    row = account("E1/a", report_ids="R1;R2", aimed_at=None, affected=None)
    db = Database()
    small.load(db, "accounts", [row])
    small.load(db, "reports", [
        {"report_id": id_, "used": True, "kind": "single", "incident_id": "E1", "aimed_at": aimed}
        for id_, aimed in (("R1", "energy_facility/energy;substation/grid"), ("R2", "substation/grid"))])
    small.load(db, "incidents", [{"incident_id": "E1", "time_from": 200, "time_to": 260}])
    verdicts.fill(db, small.the_case([BASE]))
    assert verdicts_of(db)[SOUTH]["object"] == "yes"


@pytest.mark.parametrize(("field", "value"), [
    ("affected", "foo/bar"), ("act", "foo"), ("stage", "foo"), ("author", "Nrth"), ("time_from", "2031-05-04")])
def test_a_decided_value_that_no_account_can_take_is_told_and_left_out(field: str, value: str) -> None:
    """Neither a crash nor a party that the case does not have."""
    decision = Decision(1, "", "", "", "A. Person", "set", "accounts", ("R-E1-a",), "",
                        {"field": field, "value": value}, "", (), None)
    db = assessed([account("E1/a")], decisions=[decision])
    assert verdicts_of(db)[SOUTH]["outcome"] == "potential_violation"
    db = Database()
    small.load(db, "accounts", [account("E1/a")])
    case = small.the_case([BASE], decisions=[decision])
    assert [problem.code for problem in facts.fill(db, case)] == ["value_wrong"]


def test_a_decided_author_may_be_taken_back() -> None:
    """Null, or `unknown`: nobody is named any more."""
    for value in (None, "unknown"):
        decision = Decision(1, "", "", "", "A. Person", "set", "accounts", ("R-E1-a",), "",
                            {"field": "author", "value": value}, "", (), None)
        assert set(verdicts_of(assessed([account("E1/a")], decisions=[decision]))) == {"unattributed"}


def test_what_one_side_adds_in_its_own_favour_does_not_silence_the_other() -> None:
    """The accuser: a vehicle; the accused: a military vehicle, which the reading excludes.  Open, not settled."""
    rule = with_(objects=Listing("closed", (Entry(("vehicle",)),), (Entry((), ("military",)),)))
    vague = {"aimed_at": "vehicle/unknown", "affected": "vehicle/unknown:direct"}
    exact = {"aimed_at": "vehicle/military", "affected": "vehicle/military:direct"}
    accuser = account("E1/a", SOUTH, **vague)
    accused = account("E1/b", SOUTH, origins="south_army", origin_parties=SOUTH, **exact)
    row = verdicts_of(assessed([accuser, accused], [rule]))[SOUTH]
    assert row["outcome"] == "undetermined"
    both = {**accused, "origin_parties": f"{NORTH};{SOUTH}"}
    assert verdicts_of(assessed([accuser, both], [rule]))[SOUTH]["outcome"] == "not_covered"


def test_a_vaguer_voice_of_one_side_changes_nothing_and_is_named() -> None:
    """A second official who says less: the outcome stands, and the account says beside which it is left out."""
    vague = account("E1/b", aimed_at="energy_facility/energy", affected="energy_facility/energy:direct", stage=None)
    db = assessed([account("E1/a"), vague])
    assert verdicts_of(db)[SOUTH]["outcome"] == "potential_violation"
    assert db.rows("SELECT covered_by FROM accounts WHERE account_id = 'E1/b'") == [("E1/a",)]
