"""Local times to instants: days with a clock change, unions of zones, hours that occur twice."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.model import clock

LISBON = "Europe/Lisbon"
KARACHI = "Asia/Karachi"  # five hours ahead of UTC the whole year


def test_a_day_on_which_clocks_go_forward_has_23_hours() -> None:
    start, end = clock.span("2031-03-30", LISBON)
    assert end - start == 23 * 3600


def test_a_day_on_which_clocks_go_back_has_25_hours() -> None:
    start, end = clock.span("2031-10-26", LISBON)
    assert end - start == 25 * 3600


def test_an_hour_that_occurs_twice_is_read_as_its_first_occurrence() -> None:
    start, _ = clock.span("2031-10-26T01:30", LISBON)
    assert clock.iso(start) == "2031-10-26T00:30:00Z"


def test_a_clock_time_at_a_clock_change_spans_both_hours_that_it_may_mean() -> None:
    assert [clock.iso(i) for i in clock.span("2031-10-26T01:30", LISBON)] == [
        "2031-10-26T00:30:00Z", "2031-10-26T01:31:00Z"]
    assert clock.iso(clock.union_span("2031-10-26T00:30", "2031-10-26T01:30", (LISBON,))[1]) == "2031-10-26T01:30:00Z"
    start, end = clock.span("2031-03-30T01:30", LISBON)  # passed over
    assert end - start == 3660


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "0001-01-01T00:00+09:00"])
def test_years_at_the_edge_of_the_calendar_are_refused_not_overrun(text: str) -> None:
    with pytest.raises(ValueError, match="year"):
        clock.parse(text)


def test_a_clock_time_spans_one_minute_and_an_offset_outranks_the_zone() -> None:
    assert clock.span("2031-05-04T12:00", "UTC") == clock.span("2031-05-04T12:00Z", KARACHI)
    start, end = clock.span("2031-05-04T12:00+05:00", LISBON)
    assert (clock.iso(start), end - start) == ("2031-05-04T07:00:00Z", 60)


def test_union_over_zones_takes_the_earliest_start_and_the_latest_end() -> None:
    low, high = clock.union_span("2031-05-04", "", ("UTC", KARACHI))
    assert (clock.iso(low), clock.iso(high)) == ("2031-05-03T19:00:00Z", "2031-05-05T00:00:00Z")


def test_to_as_a_day_means_through_it_and_with_a_clock_the_instant() -> None:
    assert clock.union_span("2031-05-04", "2031-05-05", ("UTC",))[1] == clock.span("2031-05-06", "UTC")[0]
    assert clock.union_span("2031-05-04", "2031-05-05T06:00", ("UTC",))[1] == clock.span("2031-05-05T06:00", "UTC")[0]


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="does not come after"):
        clock.union_span("2031-05-04", "2031-05-03", ("UTC",))


@pytest.mark.parametrize("text", ["2031-13-01", "2031-02-30", "4 May", "2031-05-04T25:00", "", "2031-5-4"])
def test_what_is_not_a_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        clock.parse(text)


@pytest.mark.parametrize("name", ["Middle/Earth", "", "../etc/passwd", "/etc/localtime"])
def test_what_is_not_a_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a time zone"):
        clock.zone(name)


@pytest.mark.parametrize(("day", "later"), [
    (date(2031, 1, 31), date(2031, 2, 28)), (date(2032, 1, 30), date(2032, 2, 29)),
    (date(2031, 12, 15), date(2032, 1, 15)), (date(2031, 3, 18), date(2031, 4, 18)),
])
def test_a_month_later_is_the_same_day_or_the_last_one(day: date, later: date) -> None:
    assert clock.add_month(day) == later


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))
def test_iso_and_back(moment: datetime) -> None:
    instant = clock.seconds(moment.replace(microsecond=0), "UTC")
    assert clock.span(clock.iso(instant), LISBON)[0] == instant


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from([LISBON, KARACHI, "UTC"]))
def test_days_follow_one_another_without_gap(day: date, zone: str) -> None:
    start, end = clock.span(day.isoformat(), zone)
    assert clock.local(start, zone).date() == day
    assert clock.local(end - 1, zone).date() == day
    assert clock.local(end, zone).date() != day
