"""Counts of several happenings: what may be among them, how many are held, and that they add to nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valley import linked, report

from servanda.engine.database import Database

DAY = {"time_from": "2040-06-10", "time_to": "2040-06-10"}


def count(report_id: str = "C", **cells: str) -> dict[str, str]:
    """The Vale staff's count of two to three attacks in the region of Upper on 10 June."""
    return report(report_id, **{"kind": "composite", "place": "Upper", "act": "attack", "stage": "", "means": "",
                                "aimed_at": "", "affected": "grid_facility/grid", "n_low": "2", "n_high": "3", **DAY,
                                **cells})


def parts(db: Database) -> dict[tuple[str, str], str]:
    return {(row[0], row[1]): row[2] for row in db.rows("SELECT report_id, incident_id, fits FROM parts ORDER BY 1, 2")}


def held(db: Database, report_id: str = "C") -> dict[str, Any]:
    return db.dicts("SELECT * FROM composites WHERE report_id = ?", [report_id])[0]


def only(part: dict[str, str], **cells: str) -> str:
    """Whether a strike so told may be among the count: `yes`, `may`, or `` for no."""
    db, _ = linked([report("A", **part), count(**cells)])
    return parts(db).get(("C", "E-A"), "")


def test_what_the_counter_itself_tells_of_its_days_and_region_fits() -> None:
    db, _ = linked([report("A"), count()])
    assert parts(db) == {("C", "E-A"): "yes"}
    assert db.rows("SELECT incident_id FROM reports WHERE report_id = 'C'") == [(None,)]
    told, columns = held(db), ("stated_low", "stated_high", "held_low", "held_high", "unheld_low", "unheld_high")
    assert [told[name] for name in columns] == [2, 3, 1, 1, 1, 2]


@pytest.mark.parametrize(("cells", "fits"), [
    ({"origin": "hill_staff"}, "may"),  # another origin tells it
    ({"author_claimed": ""}, "may"),
    ({"time_from": "2040-06-10T23:30", "time_to": "2040-06-11T02:00"}, "may"),  # perhaps on the day after
    ({"time_from": "2040-06-12T12:00"}, ""),
    ({"author_claimed": "VALE"}, ""),
    ({"place": "Fen", "admin1": "Lower"}, ""),
    ({"place": "Somewhere", "admin1": ""}, "may"),
    ({"affected": "residential_building/housing", "aimed_at": ""}, ""),
    ({"affected": "energy_facility/energy", "aimed_at": ""}, "yes"),  # told more generally, so not excluded
    ({"act": "movement"}, ""),
])
def test_what_both_state_and_does_not_agree_excludes(cells: dict[str, str], fits: str) -> None:
    assert only(cells) == fits


@pytest.mark.parametrize(("cells", "fits"), [
    ({"means": "aerial"}, "yes"), ({"means": "fpv_uav"}, "yes"), ({"means": "artillery"}, ""),
    ({"act": "shelling"}, ""),
    ({"place": ""}, "yes"), ({"author_claimed": ""}, "yes"),  # what a count does not state it does not limit
    ({"place": "Nowhere Known"}, "may"),
    ({"place": "Oat Mill"}, "yes"), ({"place": "Rye Bridge"}, ""),
    ({"place": "Rye Bridge;Oat Mill"}, "yes"), ({"place": "Rye Bridge;Far Field"}, "may"),
])
def test_a_count_takes_in_what_is_of_its_kind_and_place(cells: dict[str, str], fits: str) -> None:
    assert only({}, **cells) == fits


def test_where_more_fit_than_are_stated_it_is_not_known_which_are_meant() -> None:
    told = [report(name, time_from=f"2040-06-10T{hour}:00") for name, hour in (("A", "02"), ("B", "09"), ("D", "19"))]
    db, _ = linked([*told, count(n_low="2", n_high="2")])
    assert len(parts(db)) == 3
    assert [held(db)[name] for name in ("fitting_low", "fitting_high", "held_low", "held_high", "unheld_low")] \
        == [3, 3, 0, 2, 0]


def test_a_count_of_many_days_has_parts_too() -> None:
    assert only({}, time_from="2040-05-01", time_to="2040-07-31") == "yes"
    assert only({}, time_from="1940-05-01", time_to="2140-07-31") == "yes"
    vague = {"time_from": "2040-06-01", "time_to": "2040-06-20"}
    assert only(vague, time_from="2040-06-05", time_to="2040-06-06") == ""


def test_a_count_that_states_no_number_has_parts_and_no_remainder() -> None:
    told = held(linked([report("A"), count(n_low="", n_high="")])[0])
    assert (told["held_low"], told["held_high"], told["unheld_low"], told["unheld_high"]) == (1, 1, None, None)


def test_a_relay_of_one_count_repeats_it() -> None:
    relay = count("D", source="other.example", published="2040-06-12", n_low="2", n_high="5")
    db, _ = linked([count(), relay, count("F", origin="hill_staff")])
    assert db.rows("SELECT repeats FROM composites ORDER BY report_id") == [(None,), ("C",), (None,)]


def test_a_tally_among_reports_has_parts_and_an_absence_has_none() -> None:
    db, _ = linked([report("A"), count(kind="tally"), count("N", kind="absence")])
    assert parts(db) == {("C", "E-A"): "yes"}


_CELLS = st.fixed_dictionaries({
    "time_from": st.sampled_from(["2040-06-10T02:00", "2040-06-10T15:00", "2040-06-10", "2040-06-11T01:00"]),
    "place": st.sampled_from(["Oat Mill", "Rye Bridge", "Upper", ""]),
    "author_claimed": st.sampled_from(["HILL", "VALE", ""]),
    "origin": st.sampled_from(["vale_staff", "hill_staff", ""]),
    "means": st.sampled_from(["uav", "artillery", ""])})
_MADE = ("incidents", "links", "accounts", "disagreements")


@settings(deadline=None, max_examples=8)
@given(st.lists(_CELLS, min_size=1, max_size=6), st.integers(0, 9), st.randoms(use_true_random=False))
def test_counts_add_to_nothing_and_cover_no_more_than_they_state(cells: list[dict[str, str]], stated: int,
                                                                 random: Any) -> None:
    told = [report(f"R{n}", **one) for n, one in enumerate(cells)]
    counts = [count("C", n_low=str(stated), n_high=str(stated)), count("D", place="", n_low="", n_high="")]
    alone, _ = linked(told)
    mixed = [*told, *counts]
    random.shuffle(mixed)
    both, _ = linked(mixed)
    for table in _MADE:
        assert both.rows(f"SELECT * FROM {table} ORDER BY ALL") == alone.rows(f"SELECT * FROM {table} ORDER BY ALL")
    first, _ = linked([*told, *counts])
    for table in ("parts", "composites"):
        assert both.rows(f"SELECT * FROM {table} ORDER BY ALL") == first.rows(f"SELECT * FROM {table} ORDER BY ALL")
    row = held(both)
    assert 0 <= row["held_low"] <= row["held_high"] <= stated
    assert row["held_high"] <= row["fitting_high"] and row["unheld_low"] + row["held_high"] >= stated
    assert row["unheld_high"] == stated - row["held_low"]
