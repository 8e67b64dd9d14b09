"""What origins state otherwise: values, by whom, what is shown, and how far they diverge; by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valley import linked, report

from servanda.engine.database import Database

NOON = "2040-06-10T12:00Z"
ORIGINS = ("vale_staff", "hill_staff", "valley_watch", "stringer")


def told(*cells: dict[str, str]) -> Database:
    """Reports of one strike, each by another origin."""
    db, _ = linked([report(chr(65 + n), **{"origin": ORIGINS[n % 4], **one}) for n, one in enumerate(cells)])
    assert db.rows("SELECT count(*) FROM incidents") == [(1,)]
    return db


def field(db: Database, name: str) -> list[tuple[Any, ...]]:
    return [(*row[:2], row[2], float(row[3])) for row in db.rows(
        "SELECT value, origins, shown, divergence FROM disagreements WHERE field = ? ORDER BY value", [name])]


def test_one_of_three_pairs_of_two_and_one() -> None:
    """Two origins say 2 dead, one says 3: of three pairs two disagree."""
    found = field(told({"fatalities": "2"}, {"fatalities": "2"}, {"fatalities": "3"}), "fatalities")
    assert found == [("2", "hill_staff;vale_staff", True, pytest.approx(2 / 3, abs=1e-4)),
                     ("3", "valley_watch", True, pytest.approx(2 / 3, abs=1e-4))]


def test_an_origin_has_one_voice_however_often_it_is_relayed() -> None:
    db = told({"injured": "4"}, {"injured": "5"}, *({"injured": "5", "origin": "hill_staff"} for _ in range(5)))
    assert [row[3] for row in field(db, "injured")] == [1.0, 1.0]


def test_what_is_more_general_does_not_disagree_and_the_more_precise_is_shown() -> None:
    found = field(told({"means": "uav"}, {"means": "aerial"}, {"means": "fpv_uav"}), "means")
    assert [(value, shown, divergence) for value, _, shown, divergence in found] == [
        ("aerial", False, 0), ("fpv_uav", True, 0), ("uav", False, 0)]


def test_rival_values_are_all_shown() -> None:
    db = told({"aimed_at": "substation/grid"}, {"aimed_at": "base/military"}, {"aimed_at": ""})
    assert [row[2:] for row in field(db, "aimed_at")] == [(True, 1.0), (True, 1.0)]


def test_times_agree_where_they_overlap_and_the_shortest_is_shown() -> None:
    db = told({"time_from": "2040-06-10T12:00Z"}, {"time_from": "2040-06-10T11:00Z", "time_to": "2040-06-10T13:00Z"})
    assert [row[2:] for row in field(db, "time")] == [(False, 0.0), (True, 0.0)]


def test_between_the_lowest_and_the_highest_a_number_is_not_shown() -> None:
    found = field(told({"fatalities": "2"}, {"fatalities": "10"}, {"fatalities": "3"}), "fatalities")
    assert [(value, shown) for value, _, shown, _ in found] == [("10", True), ("2", True), ("3", False)]


def test_over_all_is_the_mean_over_fields_that_two_state() -> None:
    """Two origins agree on author, act, stage, means, both objects, time and place, not on the dead: one of nine."""
    db = told({"fatalities": "1"}, {"fatalities": "2"})
    assert [float(row[0]) for row in db.rows("SELECT DISTINCT overall FROM disagreements")] \
        == [pytest.approx(1 / 9, abs=1e-4)]


def test_where_all_agree_or_one_alone_speaks_there_is_no_row() -> None:
    assert told({}, {}).rows("SELECT * FROM disagreements") == []
    assert told({"fatalities": "1"}, {"fatalities": "2", "origin": "vale_staff"}).rows(
        "SELECT * FROM disagreements") == []


_TOLD = st.fixed_dictionaries({
    "fatalities": st.sampled_from(["", "0", "1", "2"]), "means": st.sampled_from(["", "uav", "aerial", "fpv_uav"]),
    "affected": st.sampled_from(["", "substation/grid", "grid_facility/grid", "base/military"])})


@settings(max_examples=6, deadline=None)
@given(st.lists(_TOLD, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_scores_lie_between_0_and_1_and_neither_order_nor_a_copy_moves_them(cells: list[dict[str, str]],
                                                                           random: Any) -> None:
    rows = [report(f"R{n}", origin=ORIGINS[n], time_from=NOON, **one) for n, one in enumerate(cells)]
    kept = "SELECT * EXCLUDE (report_ids) FROM disagreements ORDER BY ALL"
    seen = linked(rows)[0].rows(kept)
    copied = [*rows, {**rows[-1], "report_id": "Z", "published": "2040-06-20", "source": "relay.example"}]
    random.shuffle(copied)
    assert linked(copied)[0].rows(kept) == seen
    assert all(0 <= row[-2] <= 1 and 0 <= row[-1] <= 1 for row in seen)
