"""Published totals against themselves: the arithmetic of real publications, numbers as published.

The numbers stand in dossiers and news of the monitoring missions; no row of anybody's table is copied here.
"""

from __future__ import annotations

from typing import Any

import pytest

from servanda.engine.database import Database
from servanda.measure import totals
from servanda.model.tables import TABLES


def _checked(*tallies: dict[str, Any]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """(tally, check) -> (holds, our_low, our_high, why)."""
    db = Database()
    given = [{"used": True, "qualifier": "exact", "party": "SIDE", "provision": "fire", "measure": "violations",
              **tally} for tally in tallies]
    names = [name for name in TABLES["tallies"].names if any(name in row for row in given)]
    db.load("tallies", {name: [row.get(name) for row in given] for name in names})
    found, _ = totals.fill(db)
    return {(row["tally_id"], row["check"]): (row["holds"], row["our_low"], row["our_high"], row["why"])
            for row in found}


def test_a_year_follows_from_two_daily_means() -> None:
    """134,767 in 2020; 623 a day before 27 July and 33 after: 208 x 623 + 158 x 33 = 134,798, 0.03 % off."""
    found = _checked(
        {"tally_id": "Y", "value": 134_767, "period_from": "2020-01-01", "period_to": "2020-12-31", "parts": "A;B"},
        {"tally_id": "A", "value": 623, "per": "day", "period_from": "2020-01-01", "period_to": "2020-07-26"},
        {"tally_id": "B", "value": 33, "per": "day", "period_from": "2020-07-27", "period_to": "2020-12-31"})
    holds, low, high, why = found["Y", "parts"]
    assert (holds, (low + high) / 2, why) == ("yes", 134_798, None)
    assert abs(134_798 / 134_767 - 1) < 0.0003
    assert high - low == 366  # each mean is rounded, half off a day


def test_a_year_that_does_not_follow_is_told() -> None:
    """Had the year been given as 150,000, the means would not come to it."""
    found = _checked(
        {"tally_id": "Y", "value": 150_000, "period_from": "2020-01-01", "period_to": "2020-12-31", "parts": "A;B"},
        {"tally_id": "A", "value": 623, "per": "day", "period_from": "2020-01-01", "period_to": "2020-07-26"},
        {"tally_id": "B", "value": 33, "per": "day", "period_from": "2020-07-27", "period_to": "2020-12-31"})
    assert found["Y", "parts"][0] == "no" and found["Y", "parts"][3] == "parts:sum_below"


def test_parts_of_a_running_total_come_to_more_than_it_says() -> None:
    """March 2021: parts that sum to 12,453 against "at least 11,000": flagged, and near, since it is a lower bound."""
    parts = {"explosions": 4_200, "projectiles": 1_653, "flashes": 300, "flares": 300, "shots": 6_000}
    assert sum(parts.values()) == 12_453
    found = _checked(
        {"tally_id": "T", "value": 11_000, "qualifier": "at_least", "parts": ";".join(parts)},
        *({"tally_id": name, "value": value, "measure": name} for name, value in parts.items()))
    assert found == {("T", "parts"): ("near", 12_453, 12_453, "parts:sum_above_lower_bound")}


def test_parts_that_sum_exactly() -> None:
    """27 July 2020 to 17 January 2021: 2,660 + 911 + 90 + 54 + 2,579 = 6,294."""
    parts = {"explosions": 2_660, "projectiles": 911, "flashes": 90, "flares": 54, "shots": 2_579}
    found = _checked({"tally_id": "T", "value": 6_294, "parts": ";".join(parts)},
                     *({"tally_id": name, "value": value, "measure": name} for name, value in parts.items()))
    assert found["T", "parts"][0] == "yes"


def test_a_percentage_that_follows_from_another_week_than_it_says() -> None:
    """2017: 3,335 is "+140 % on the week before"; it follows from the first week of the truce (1,365) alone."""
    weeks = ({"tally_id": "W1", "value": 1_365, "period_from": "2017-08-26", "period_to": "2017-09-01"},
             {"tally_id": "W7", "value": 2_900, "period_from": "2017-10-06", "period_to": "2017-10-12"},
             {"tally_id": "W8", "value": 3_335, "period_from": "2017-10-13", "period_to": "2017-10-19",
              "percent": "140", "percent_of": "W7"})
    assert _checked(*weeks)["W8", "percentage"] == ("no", None, None, "percent:follows_from_W1")
    right = ({**weeks[2], "percent_of": "W1"}, *weeks[:2])
    assert _checked(*right)["W8", "percentage"][0] == "yes"


def test_a_percentage_whose_base_is_not_held_is_not_judged() -> None:
    """The week before was not published: unknown, with the week from which it would follow."""
    found = _checked({"tally_id": "W1", "value": 1_365},
                     {"tally_id": "W8", "value": 3_335, "percent": "140", "percent_of": "W7"})
    holds, _, _, why = found["W8", "percentage"]
    assert (holds, why) == ("unknown", "percent:follows_from_W1;percent:base_missing")


_RUNNING = {"period_from": "2031-03-18", "provision": "fire"}


@pytest.mark.parametrize(("first", "second", "holds"), [
    (("at_least", 120), ("at_least", 80), "near"),  # "more than 120", a day later "more than 80"
    (("exact", 107), ("exact", 96), "no"),
    (("at_least", 120), ("exact", 107), "no"),
    (("exact", 107), ("at_least", 80), "near"),
    (("about", 120), ("exact", 115), "near"),
])
def test_a_later_total_may_not_be_lower(first: tuple[str, int], second: tuple[str, int], holds: str) -> None:
    """Through 17 April and through 18 April, by two speakers of one side."""
    found = _checked({"tally_id": "A", "qualifier": first[0], "value": first[1], "period_to": "2031-04-17", **_RUNNING},
                     {"tally_id": "B", "qualifier": second[0], "value": second[1], "period_to": "2031-04-18",
                      **_RUNNING})
    assert found["B", "running_total"][:2] == (holds, first[1])


def test_a_total_that_grows_is_not_told() -> None:
    """80, then 120: nothing to say."""
    assert not _checked({"tally_id": "A", "value": 80, "period_to": "2031-04-17", **_RUNNING},
                        {"tally_id": "B", "value": 120, "period_to": "2031-04-18", **_RUNNING})


def test_two_numbers_for_one_day() -> None:
    """Four or six for the same day: both exact, so they do not agree; of unnamed things nothing is judged."""
    day = {"period_from": "2031-04-08", "period_to": "2031-04-09"}
    assert _checked({"tally_id": "A", "value": 6, **day}, {"tally_id": "B", "value": 4, **day}) == {
        ("B", "same_period"): ("no", 6, 6, None)}
    other = _checked({"tally_id": "A", "value": 6, "provision": None, **day},
                     {"tally_id": "B", "value": 4, "provision": None, **day})
    assert other["B", "same_period"][0] == "unknown"


def test_the_order_of_rows_changes_nothing() -> None:
    """Rows turned round give the same checks."""
    rows = [{"tally_id": f"T{n}", "value": value, "period_to": f"2031-04-{10 + n}", **_RUNNING}
            for n, value in enumerate((5, 9, 7, 12, 11))]
    assert _checked(*rows) == _checked(*reversed(rows))
