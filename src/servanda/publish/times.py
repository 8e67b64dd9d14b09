"""Instants and days in words: UTC and local, never one without its zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from servanda.model.clock import DAY, local

_FAR = 2**52


def day(text: str | None) -> str:
    """``2030-03-18`` as ``18 Mar 2030``; text that is no day stays as it is; empty stays empty."""
    if not text:
        return ""
    try:
        return _day(date.fromisoformat(text))
    except ValueError:
        return text


def parsed(text: str | None) -> date | None:
    """The day of a text, None where it is no day."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@lru_cache(maxsize=1 << 16)
def span(low: int | None, high: int | None, zone: str) -> str:
    """The span [low, high) as local time: whole days as days, one minute as one time."""
    if low is None or high is None:
        return "not stated"
    if abs(low) > _FAR or abs(high) > _FAR:
        return "not known"
    start, end = local(low, zone), local(high, zone)
    if _midnight(start) and _midnight(end):
        return _days(start.date(), (end - timedelta(days=1)).date())
    if high - low <= 60:
        return f"{_day(start.date())}, {start:%H:%M}"
    if start.date() == end.date():
        return f"{_day(start.date())}, {start:%H:%M}–{end:%H:%M}"
    return f"{_day(start.date())}, {start:%H:%M} – {_day(end.date())}, {end:%H:%M}"


def first_day(low: int | None, high: int | None, zone: str) -> str:
    """The local day in short for lists; a span over more days shows both ends."""
    if low is None or high is None or abs(low) > _FAR or abs(high) > _FAR:
        return "not stated"
    start, end = local(low, zone), local(max(low, high - 1), zone)
    return _days(start.date(), end.date()) if high - low > DAY + 7200 else _day(start.date())



def _midnight(moment: datetime) -> bool:
    return moment.hour == moment.minute == moment.second == 0


def _day(value: date) -> str:
    return f"{value.day}\u00a0{_MONTHS[value.month - 1]}\u00a0{value.year}"  # a day is never broken over lines


def _days(first: date, last: date) -> str:
    return _day(first) if first >= last else f"{_day(first)} – {_day(last)}"


# Spelt here, not by the locale: same folder, same pages.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
