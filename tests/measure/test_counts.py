"""Counting rules: units and subsets, low and high, and what is not computed is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from servanda.engine.database import Database
from servanda.measure import counts
from servanda.model.problems import Problem
from tests.assess.small import BASE, account, assessed, the_case, with_


def _rule(**given: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(
        ("provision", "reading", "party", "place", "act", "means", "stage", "author", "zone"), ())
    return {"id": "mine", "unit": "incident", "standard": "all", "from": "", "through": "", "line": 3, **empty, **given}


def _counted(db: Database, **given: Any) -> tuple[dict[str, tuple[int, int, int]], list[Problem]]:
    db.run("DELETE FROM figures")
    problems = counts.fill(db, replace(the_case([BASE]), counting=(_rule(**given),)))
    rows = db.rows("SELECT party, low, high, text_unknown FROM figures WHERE rule = 'mine' ORDER BY 1")
    return {row[0]: row[1:] for row in rows}, problems


def test_days_outside_do_not_count_and_days_that_straddle_are_open() -> None:
    """Three strikes on the first, around midnight, and on the second of January 1970."""
    day = 86_400
    rule = with_(window=replace(BASE.window, starts=((0, 0),), ends=((9 * day, 9 * day),)))
    db = assessed([account("E1/a", time_from=100, time_to=200), account("E2/a", time_from=day - 5, time_to=day + 5),
                   account("E3/a", time_from=day + 100, time_to=day + 200)], [rule])
    found, _ = _counted(db, **{"from": "1970-01-01", "through": "1970-01-01"})
    assert found == {"SOUTH": (1, 2, 0)}


def test_a_subset_by_means_and_reports_as_unit() -> None:
    """Two strikes by drone, one by artillery; the drone strikes are told by three and two reports."""
    db = assessed([account("E1/a"), account("E2/a"), account("E3/a", means="artillery")])
    db.run("UPDATE incidents SET n_reports = CASE incident_id WHEN 'E1' THEN 3 WHEN 'E2' THEN 2 ELSE 1 END")
    assert _counted(db, means=("uav",))[0] == {"SOUTH": (2, 2, 0)}
    assert _counted(db, means=("uav",), unit="report")[0] == {"SOUTH": (5, 5, 0)}


def test_a_unit_that_is_not_computed_is_said() -> None:
    """No figure in silence: a warning names the rule and its line."""
    found, problems = _counted(assessed([account("E1/a")]), unit="munition")
    assert found == {}
    assert [(p.code, p.line) for p in problems if p.code == "rule_not_counted"] == [("rule_not_counted", 3)]


def test_readings_that_disagree_are_told() -> None:
    """One note for the provision, with both names and the number of incidents."""
    narrow = with_(reading="s1", objects=replace(BASE.objects, includes=()))
    db = assessed([account("E1/a"), account("E2/a", aimed_at="store/gas", affected="store/gas:direct")],
                  [BASE, narrow])
    db.run("DELETE FROM figures")
    notes = [p.message for p in counts.fill(db, the_case([BASE, narrow])) if p.code == "readings_disagree"]
    assert notes == ["The readings `n1` and `s1` do not say the same of 1 incident under `grid`."]
