"""Counting rules: units and subsets, low and high, and what is not computed is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from servanda.engine.database import Database
from servanda.measure import calendar, counts, rows
from tests.assess.small import BASE, account, assessed, the_case, with_


def _rule(**given: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(
        ("provision", "reading", "party", "place", "author", "zone", *counts.TOLD,
         *(f"without_{told}" for told in counts.TOLD)), ())
    return {"id": "mine", "unit": "incident", "standard": "all", "from": "", "through": "", "line": 3, **empty, **given}


def _counted(db: Database, **given: Any) -> dict[str, tuple[int, int, int]]:
    """(low, high, open by the text) of one rule by party."""
    db.run("DELETE FROM figures")
    case = replace(the_case([BASE]), counting=(_rule(**given),))
    calendar.fill(db, case.terms, "UTC", "1970-01-09", case.info.standards())
    rows.load(db, counts.fill(db, case)[0])
    found = db.rows("SELECT party, low, high, text_unknown FROM figures WHERE rule = 'mine' ORDER BY 1")
    return {row[0]: row[1:] for row in found}


def test_days_outside_do_not_count_and_days_that_straddle_are_open() -> None:
    """Three strikes on the first, around midnight, and on the second of January 1970."""
    day = 86_400
    rule = with_(window=replace(BASE.window, starts=((0, 0),), ends=((9 * day, 9 * day),)))
    db = assessed([account("E1/a", time_from=100, time_to=200), account("E2/a", time_from=day - 5, time_to=day + 5),
                   account("E3/a", time_from=day + 100, time_to=day + 200)], [rule])
    assert _counted(db, **{"from": "1970-01-01", "through": "1970-01-01"}) == {"SOUTH": (1, 2, 0)}


def test_a_subset_by_means_and_reports_as_unit() -> None:
    """Two strikes by drone, one by artillery; the drone strikes are told by three and two reports."""
    db = assessed([account("E1/a"), account("E2/a"), account("E3/a", means="artillery")])
    db.run("UPDATE incidents SET n_reports = CASE incident_id WHEN 'E1' THEN 3 WHEN 'E2' THEN 2 ELSE 1 END")
    assert _counted(db, means=("uav",)) == {"SOUTH": (2, 2, 0)}
    assert _counted(db, means=("uav",), unit="report") == {"SOUTH": (5, 5, 0)}


def test_what_another_account_tells_otherwise_is_open() -> None:
    """A drone by one account, artillery by the other: surely neither, possibly both; without drones it is open too."""
    db = assessed([account("E1/a"), account("E1/b", means="artillery", origins="watch", origin_parties="none")])
    assert _counted(db, means=("uav",)) == {"SOUTH": (0, 1, 0)}
    assert _counted(db, without_means=("uav",)) == {"SOUTH": (0, 1, 0)}
    assert _counted(db, means=("uav", "artillery")) == {"SOUTH": (1, 1, 0)}
    assert _counted(db, without_means=("uav", "artillery")) == {}


def test_munitions_and_the_swing_that_a_rule_makes() -> None:
    """A day of 1,591 shots in two incidents, 1,528 of them told as drones: one rule counts all, another 63."""
    db = assessed([account("E1/a"), account("E2/a", means="artillery")])
    db.run("UPDATE reports SET munitions_low = CASE incident_id WHEN 'E1' THEN 1528 ELSE 63 END")
    db.run("UPDATE reports SET munitions_high = 70 WHERE incident_id = 'E2'")
    assert _counted(db, unit="munition") == {"SOUTH": (1591, 1598, 0)}
    assert _counted(db, unit="munition", without_means=("uav",)) == {"SOUTH": (63, 70, 0)}


def test_munitions_that_nobody_states_are_told_not_guessed() -> None:
    """Two incidents, one without a number: it adds nothing, and the method says so."""
    db = assessed([account("E1/a"), account("E2/a")])
    db.run("UPDATE reports SET munitions_low = 3 WHERE incident_id = 'E1'")
    assert _counted(db, unit="munition") == {"SOUTH": (3, 3, 0)}
    method = db.rows("SELECT method FROM figures WHERE rule = 'mine'")[0][0]
    assert method.endswith("of 1 incidents nobody states how many, and none is counted")


def test_site_days() -> None:
    """Three strikes at one mill on one day, one at the ford, one at no named place, one over midnight."""
    day = 86_400
    rule = with_(window=replace(BASE.window, starts=((0, 0),), ends=((9 * day, 9 * day),)))
    spans = {"E1": 100, "E2": 300, "E3": 500, "E4": 100, "E5": 100, "E6": day - 30}
    db = assessed([account(f"{id_}/a", time_from=at, time_to=at + 60) for id_, at in spans.items()], [rule])
    db.run("""UPDATE incidents SET precision = 1, place = CASE WHEN incident_id IN ('E1', 'E2', 'E3', 'E6')
              THEN 'Mill' WHEN incident_id = 'E4' THEN 'Ford' END""")
    assert _counted(db, unit="site-day") == {"SOUTH": (2, 4, 0)}
    db.run("UPDATE incidents SET precision = 200 WHERE place = 'Mill'")
    assert _counted(db, unit="site-day") == {"SOUTH": (1, 6, 0)}


def test_a_subset_by_the_actor_named_and_by_stage() -> None:
    """The battery is named in one of two strikes; one of them was shot down."""
    db = assessed([account("E1/a"), account("E2/a", stage="intercepted")])
    db.run("UPDATE reports SET author_actor = 'battery' WHERE incident_id = 'E1'")
    assert _counted(db, author=("battery",)) == {"SOUTH": (1, 1, 0)}
    assert _counted(db, stage=("intercepted",)) == {"SOUTH": (0, 1, 1)}


def test_readings_that_disagree_are_told() -> None:
    """One note for the provision, with both names and the number of incidents."""
    narrow = with_(reading="s1", objects=replace(BASE.objects, includes=()))
    db = assessed([account("E1/a"), account("E2/a", aimed_at="store/gas", affected="store/gas:direct")],
                  [BASE, narrow])
    notes = [p.message for p in counts.fill(db, the_case([BASE, narrow]))[1] if p.code == "readings_disagree"]
    assert notes == ["The readings `n1` and `s1` do not say the same of 1 incident under `grid`."]
