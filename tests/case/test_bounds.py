"""Time bounds: days, instants, intervals, and the rival ways of counting days."""

from __future__ import annotations

import pytest

from servanda.case.bounds import Bound, counted, window
from servanda.case.fields import Fields, Findings
from servanda.guard.markup import read_yaml
from servanda.model.clock import iso, seconds, span
from servanda.model.clock import parse as parse_time
from servanda.model.terms import Window

ZONE = "Etc/GMT-2"  # two hours ahead of UTC


def read(text: str, zone: str = ZONE) -> tuple[Window, Findings]:
    node, problems = read_yaml("t.yaml", text)
    assert node is not None
    assert not problems
    found = Findings()
    fields = Fields(node, "t.yaml", found, "the period")
    made, _ = window(fields, zone, 0)
    fields.close()
    return made, found


def shown(instants: tuple[tuple[int, int], ...]) -> list[str]:
    return [iso(low) if low == high else f"{iso(low)}/{iso(high)}" for low, high in instants]


STARTS = [
    ("from: 2030-06-02", ["2030-06-01T22:00:00Z"]),
    ("from: 2030-06-02T18:00", ["2030-06-02T16:00:00Z"]),
    ("from: 2030-06-02T18:00Z", ["2030-06-02T18:00:00Z"]),
    ("from: {at: 2030-06-02T18:00, zone: Etc/UTC}", ["2030-06-02T18:00:00Z"]),
    ("from: {at: 2030-06-02}", ["2030-06-01T22:00:00Z"]),
    ("from: {at: 2030-06-02, anchor: publication}", ["2030-06-01T22:00:00Z/2030-06-02T22:00:00Z"]),
    ("from: {at: 2030-06-02T18:00, anchor: order}", ["2030-06-02T16:00:00Z"]),
    ("from: {after: 2030-06-02T17:00, before: 2030-06-02T19:30, zone: Etc/UTC, anchor: order}",
     ["2030-06-02T17:00:00Z/2030-06-02T19:30:00Z"]),
    ("from: [2030-06-02, 2030-06-03]", ["2030-06-01T22:00:00Z", "2030-06-02T22:00:00Z"]),
    ("days: []", []),
]


@pytest.mark.parametrize(("text", "expected"), STARTS)
def test_starts(text: str, expected: list[str]) -> None:
    made, found = read(text)
    assert shown(made.starts) == expected
    assert len(made.start_words) == len(expected)
    assert not found.problems


ENDS = [
    ("through: 2030-06-11", ["2030-06-11T22:00:00Z"]),
    ("until: 2030-06-11", ["2030-06-10T22:00:00Z"]),
    ("until: {at: 2030-06-11T12:00, zone: Etc/UTC}", ["2030-06-11T12:00:00Z"]),
    ("through: [2030-06-11, 2030-06-12]", ["2030-06-11T22:00:00Z", "2030-06-12T22:00:00Z"]),
    ("until: [{at: 2030-06-11T12:00}, {at: 2030-06-11, anchor: notice}]",
     ["2030-06-11T10:00:00Z", "2030-06-10T22:00:00Z/2030-06-11T22:00:00Z"]),
    ("days: 30\ncounting: inclusive", ["2030-07-01T22:00:00Z"]),
    ("days: 30\ncounting: exclusive", ["2030-07-02T22:00:00Z"]),
    ("days: 30\ncounting: 24h", ["2030-07-01T22:00:00Z"]),
    ("days: 30\ncounting: month", ["2030-07-02T22:00:00Z"]),
    ("days: 30\ncounting: [inclusive, 24h, month]", ["2030-07-01T22:00:00Z", "2030-07-02T22:00:00Z"]),
    ("days: 1\ncounting: inclusive", ["2030-06-02T22:00:00Z"]),
]


@pytest.mark.parametrize(("text", "expected"), ENDS)
def test_ends(text: str, expected: list[str]) -> None:
    made, found = read("from: 2030-06-02\n" + text)
    assert shown(made.ends) == expected
    assert len(made.end_words) == len(expected)
    assert not found.problems


def test_counting_from_an_interval() -> None:
    """Days of 24 hours keep the interval; days of the calendar start from its first day."""
    start = "from: {after: 2030-06-02T17:00, before: 2030-06-02T19:30}\ndays: 30\n"
    made, _ = read(start + "counting: [inclusive, exclusive, 24h, month]")
    assert shown(made.ends) == ["2030-07-01T22:00:00Z", "2030-07-02T22:00:00Z",
                                "2030-07-02T15:00:00Z/2030-07-02T17:30:00Z"]
    assert made.end_words[1] == "30 days, first day not counted: through 2030-07-02; a month: through 2030-07-02"


def test_a_month_from_the_last_of_january() -> None:
    made, _ = read("from: 2031-01-31\ndays: 30\ncounting: month", "Etc/UTC")
    assert shown(made.ends) == ["2031-03-01T00:00:00Z"]


def test_counting_days_over_a_change_of_clocks() -> None:
    """A local day may have 23 or 25 hours; days of 24 hours do not care."""
    made, _ = read("from: 2030-03-30\ndays: 2\ncounting: [inclusive, 24h]", "Europe/Lisbon")
    first, second = (low for low, _ in made.ends)
    assert first == seconds(parse_time("2030-04-01")[0], "Europe/Lisbon")
    assert second - first == 3600


WRONG = [
    ("from: yesterday", "value_wrong"), ("from: 2030-13-01", "value_wrong"), ("from: 1030-01-01", "value_wrong"),
    ("from: {after: 2030-06-02}", "key_missing"), ("from: {}", "key_missing"), ("from: {zone: Etc/UTC}", "key_missing"),
    ("from: {after: 2030-06-02, before: 2030-06-01}", "value_wrong"),
    ("from: {at: 2030-06-02, zone: X}", "value_wrong"),
    ("from: {on: 2030-06-02, at: 2030-06-02}", "key_unknown"), ("from: 2030-06-02\nto: 2030-06-03", "key_unknown"),
    ("through: 2030-06-02T10:00", "value_wrong"), ("from: 2030-06-02\nthrough: 2030-06-01", "value_wrong"),
    ("from: 2030-06-02\ndays: 30", "key_missing"), ("days: 30\ncounting: 24h", "key_missing"),
    ("counting: 24h", "key_missing"), ("from: 2030-06-02\ndays: thirty\ncounting: 24h", "value_wrong"),
    ("from: 2030-06-02\ndays: 0\ncounting: 24h", "value_wrong"),
    ("from: 2030-06-02\ndays: 10\ncounting: month", "value_wrong"),
    ("from: 2030-06-02\ndays: 10\ncounting: fortnight", "value_wrong"),
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_wrong_bounds_are_problems(text: str, code: str) -> None:
    _, found = read(text)
    assert code in [one.code for one in found.problems]


def test_days_from_a_start_that_may_lie_on_either_side_of_midnight_end_on_either_day() -> None:
    start = Bound((span("2031-05-01T20:00", "Etc/UTC")[0], span("2031-05-02T04:00", "Etc/UTC")[0]),
                  "Etc/UTC", "")
    end = counted(start, 10, "inclusive")
    assert [iso(at) for at in end.at] == ["2031-05-11T00:00:00Z", "2031-05-12T00:00:00Z"]
    assert end.words.endswith("through 2031-05-10 or 2031-05-11")
