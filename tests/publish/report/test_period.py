"""The days of a report: what is asked for, where they begin and end, and those before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from servanda.publish.report.period import NoPeriod, Period, period


def utc(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(("text", "day", "first", "last"), [
    ("daily", "2031-05-07", "2031-05-07", "2031-05-07"), ("weekly", "2031-05-07", "2031-05-01", "2031-05-07"),
    ("2031-05-03/2031-05-05", "", "2031-05-03", "2031-05-05"),
])
def test_what_is_asked_for(text: str, day: str, first: str, last: str) -> None:
    found = period(text, day, "Etc/UTC")
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_whole_days_of_a_zone_and_the_same_length_before_and_after() -> None:
    week = period("weekly", "2031-05-07", "Etc/GMT-2")
    assert (utc(week.low), utc(week.high)) == ("2031-04-30T22:00", "2031-05-07T22:00")
    assert (week.before.first, week.before.last, week.before.high) == (date(2031, 4, 24), date(2031, 4, 30), week.low)
    assert (week.after.first, week.after.last, week.after.low) == (date(2031, 5, 8), date(2031, 5, 14), week.high)
    assert [day.low for day in week.each()][1:] == [day.high for day in week.each()][:-1]


def test_a_day_ends_at_the_cut_off_also_where_the_clock_changes() -> None:
    day = Period(date(2030, 3, 31), date(2030, 3, 31), "Europe/Lisbon", "18:30")
    assert (utc(day.low), utc(day.high)) == ("2030-03-30T18:30", "2030-03-31T17:30")


@pytest.mark.parametrize(("text", "day", "why"), [
    ("monthly", "2031-05-07", "write daily, weekly"), ("2031-05-07/2031-05-01", "", "not a period of 1 to"),
    ("2031-05-32/2031-06-01", "", "not a day"), ("weekly", "", "name the last day"), ("daily", "soon", "not a day"),
    ("2020-01-01/2031-01-01", "", "not a period of 1 to"), ("daily", "0001-01-01", "too far away"),
])
def test_what_is_no_period_is_refused(text: str, day: str, why: str) -> None:
    with pytest.raises(NoPeriod, match=why):
        period(text, day, "Etc/UTC")
