"""News time as intervals of days, clock times with the zone that is stated, and counts with their qualifiers."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.extract.numbers import counts
from servanda.extract.times import clocks, intervals

NOW = date(2031, 5, 20)  # a Tuesday
TIMES = [
    ("on 18 March", "2031-03-18", "2031-03-18", "day"),
    ("on March 18, 2029", "2029-03-18", "2029-03-18", "day"),
    ("late on 18 March", "2031-03-18", "2031-03-18", "part_of_day"),
    ("overnight", "2031-05-19", "2031-05-20", "part_of_day"),
    ("in the past 24 hours", "2031-05-19", "2031-05-20", "range"),
    ("last August", "2030-08-01", "2030-08-31", "range"),
    ("since talks kicked off in the port on February 18", "2031-02-18", "2031-05-20", "range"),
    ("on Sunday", "2031-05-18", "2031-05-18", "day"),
    ("next Friday", "2031-05-23", "2031-05-23", "day"),
    ("this week", "2031-05-19", "2031-05-25", "range"),
    ("yesterday", "2031-05-19", "2031-05-19", "day"),
    ("in January 2022", "2022-01-01", "2022-01-31", "range"),
    ("on 28 December", "2030-12-28", "2030-12-28", "day"),
    ("over the last three weeks", "2031-04-29", "2031-05-20", "range"),
    ("in 2029", "2029-01-01", "2029-12-31", "range"),
]


@pytest.mark.parametrize(("text", "first", "last", "precision"), TIMES, ids=[one[0] for one in TIMES])
def test_times(text: str, first: str, last: str, precision: str) -> None:
    (one,) = intervals(f"It happened {text}.", 0, 99, NOW)
    assert (one.first, one.last, one.precision) == (first, last, precision)


@pytest.mark.parametrize("text", ["It may rain.", "They march on.", "on 31 February", "He can second that."])
def test_what_is_no_time(text: str) -> None:
    assert intervals(text, 0, len(text), NOW) == []


def test_without_a_day_of_publication_nothing_is_guessed() -> None:
    assert [(one.first, one.last) for one in intervals("It happened yesterday.", 0, 30, None)] == [("", "")]


CLOCKS = [
    ("at 17:00", "17:00", ""),
    ("at 5.30 a.m.", "05:30", ""),
    ("at 14:00 GMT", "14:00", "GMT"),
    ("at 11 p.m. local time", "23:00", "local time"),
    ("at 02:15 Oslo time", "02:15", "Oslo time"),
]


@pytest.mark.parametrize(("text", "time", "zone"), CLOCKS, ids=[one[0] for one in CLOCKS])
def test_clocks_keep_the_zone_that_is_stated_and_no_other(text: str, time: str, zone: str) -> None:
    (one,) = clocks(f"It struck {text}.", 0, 60)
    assert (one.time, one.zone) == (time, zone)


def test_a_ratio_is_no_clock() -> None:
    assert clocks("It cost 3.50 and 12 people came.", 0, 40) == []


COUNTS = [
    ("more than 40 drone attacks", 40, "at_least", "strike"),
    ("nearly 600 long-range strike drones", 600, "about", "strike"),
    ("2,935 violations", 2935, "exact", "violation"),
    ("at least three people were killed", 3, "at_least", "killed"),
    ("about ninety drones", 90, "about", "munition"),
    ("175 prisoners", 175, "exact", "prisoner"),
    ("killing two", 2, "exact", "killed"),
]


@pytest.mark.parametrize(("text", "value", "qualifier", "unit"), COUNTS, ids=[one[0] for one in COUNTS])
def test_counts(text: str, value: int, qualifier: str, unit: str) -> None:
    found = counts(f"There were {text} there.", 0, 80)
    assert (value, qualifier, unit) in [(one.value, one.qualifier, one.unit) for one in found]
