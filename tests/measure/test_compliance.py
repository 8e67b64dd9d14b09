"""Rates, quiet days, first and last, spells and the two scores, on a calendar that a person can count through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from servanda.engine.database import Database
from servanda.measure import figures
from tests.assess.small import BASE, account, assessed, load, the_case, with_

DAY = 86_400
# Ten days from 1 January 1970; by the other way of counting nine.
RULE = with_(window=replace(BASE.window, starts=((0, 0),), ends=((9 * DAY, 9 * DAY), (10 * DAY, 10 * DAY))))


def _on(id_: str, day: int, author: str = "SOUTH", **given: Any) -> dict[str, Any]:
    return account(id_, author, **{"time_from": day * DAY + 60, "time_to": day * DAY + 120, **given})


def _measured(strikes: list[dict[str, Any]], as_of: str = "1970-01-20", seen: int = 10, **commitments: Any) -> Database:
    """The figures, where a watch reports calm or not of the first ``seen`` days."""
    case = the_case([RULE])
    db = assessed(strikes, [RULE])
    load(db, "reports", [{"report_id": f"W{day}", "used": True, "kind": "absence", "time_from": day * DAY,
                          "time_to": (day + 1) * DAY} for day in range(seen)])
    if commitments:
        load(db, "commitments", commitments["rows"])
    db.run("DELETE FROM figures")
    figures.fill(db, replace(case, info=replace(case.info, as_of=as_of)))
    return db


@pytest.fixture(scope="module")
def db() -> Database:
    """South strikes surely on the 3rd and twice on the 6th; perhaps on the 5th or the 6th; North never."""
    return _measured([_on("E1/a", 2), _on("E2/a", 5), _on("E3/a", 5), _on("E4/a", 4, time_to=5 * DAY + 60)])


def _one(db: Database, measure: str, party: str) -> dict[str, Any]:
    return db.dicts("""SELECT * FROM figures WHERE measure = ? AND party = ? AND standard = 'all' AND subset IS NULL
                       AND reading = 'n1'""", [measure, party])[0]


def test_quiet_days(db: Database) -> None:
    """Ten days: with the one over midnight the 3rd, 5th and 6th are touched, without it the 3rd and the 6th."""
    south, north = _one(db, "quiet_days", "SOUTH"), _one(db, "quiet_days", "NORTH")
    assert (south["low"], south["high"], south["n"]) == (7, 8, 10)
    assert (float(south["value_low"]), float(south["value_high"])) == (0.7, 0.8)
    assert (north["low"], north["high"]) == (10, 10)


def test_the_longest_quiet_spell_reaches_the_edges_of_the_period(db: Database) -> None:
    """From the 7th through the 10th: four days, whichever way one counts."""
    south = _one(db, "longest_quiet_spell", "SOUTH")
    assert (south["low"], south["high"], south["day_low"], south["day_high"]) == (4, 4, "1970-01-07", "1970-01-10")
    assert _one(db, "longest_quiet_spell", "NORTH")["low"] == 10


def test_the_rate_is_the_fewest_over_the_most_days_to_the_most_over_the_fewest(db: Database) -> None:
    """Four strikes, all sure: 4 in 10 days to 4 in 9."""
    rate = _one(db, "rate_per_day", "SOUTH")
    assert (rate["low"], rate["high"]) == (4, 4)
    assert (float(rate["value_low"]), float(rate["value_high"])) == (0.4, 0.4444)


def test_first_and_last(db: Database) -> None:
    """The first is sure; the last lies on the 6th."""
    first, last = _one(db, "first_day", "SOUTH"), _one(db, "last_day", "SOUTH")
    assert (first["day_low"], first["day_high"]) == ("1970-01-03", "1970-01-03")
    assert (last["day_low"], last["day_high"]) == ("1970-01-06", "1970-01-06")


def test_days_after_now_are_no_quiet_days() -> None:
    """As of the 4th a period of ten days has four."""
    db = _measured([_on("E1/a", 2)], "1970-01-04")
    quiet = _one(db, "quiet_days", "SOUTH")
    assert (quiet["low"], quiet["n"], quiet["period_to"]) == (3, 4, "1970-01-04")


def test_a_day_of_which_nobody_reports_anything_is_not_surely_quiet() -> None:
    """The watch reports of the first six days only: of the other four nothing is known, so they may be quiet."""
    db = _measured([_on("E1/a", 2)], seen=6)
    quiet, spell = _one(db, "quiet_days", "SOUTH"), _one(db, "longest_quiet_spell", "SOUTH")
    assert (quiet["low"], quiet["high"]) == (5, 9)
    assert (spell["low"], spell["high"], spell["day_low"], spell["day_high"]) == (3, 7, "1970-01-04", "1970-01-06")
    assert db.rows("SELECT low, n FROM figures WHERE measure = 'days_without_any_report'") == [(4, 10)]


def test_two_scores_are_kept_apart() -> None:
    """Seven of ten days are surely quiet; of four promises that are due one is kept and one disputed."""
    promises = (("1970-01-02", "full"), ("1970-01-03", "disputed"), ("1970-01-04", "minimal"),
                ("1970-01-05", "partial"), ("1970-03-01", "full"))
    db = _measured([_on("E1/a", 2), _on("E2/a", 5), _on("E3/a", 7, "NORTH")], rows=[
        {"commitment_id": f"C{n}", "used": True, "by": "NORTH", "due_to": due, "status": status}
        for n, (due, status) in enumerate(promises)])
    objective = _one(db, "immediate_objective", "anybody")
    assert (float(objective["value_low"]), float(objective["value_high"])) == (0.7, 0.7)
    purpose = db.dicts("SELECT * FROM figures WHERE measure = 'underlying_purpose' AND party = 'anybody'")[0]
    assert (purpose["low"], purpose["high"], purpose["n"]) == (1, 2, 4)


def test_parts_never_fall_below_what_is_sure() -> None:
    """Two weapons told of one strike: under each it is possible, under neither sure."""
    db = assessed([_on("E1/a", 2), _on("E1/b", 2, means="artillery", origins="watch", origin_parties="none"),
                   _on("E2/a", 3)], [RULE])
    found = {row[0]: row[1:] for row in db.rows("""SELECT subset, low, high FROM figures
        WHERE subset LIKE 'means=%' AND party = 'SOUTH'""")}
    assert found == {"means=uav": (1, 2), "means=artillery": (0, 1)}
    assert db.rows("SELECT subset, low, high FROM figures WHERE subset LIKE 'region=%'") == [
        ("region=not_stated", 2, 2)]


@pytest.mark.parametrize("standard", ["claims:NORTH", "independent", "corroborated", "verified"])
def test_figures_stand_under_every_standard(db: Database, standard: str) -> None:
    """North alone tells of the strikes: under the standards above any claim every day of South's is quiet."""
    row = db.rows("""SELECT low, high FROM figures WHERE measure = 'quiet_days' AND party = 'SOUTH' AND standard = ?""",
                  [standard])
    assert row == ([(7, 8)] if standard == "claims:NORTH" else [(10, 10)])
