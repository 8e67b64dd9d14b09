"""The times that a text names as intervals of days, against the day on which it was published.

A clock time keeps its zone only where the text states one; otherwise the zone is left unknown.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.extract.shapes import Span

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?:early|late|mid|the (?:morning|evening|afternoon|night) of)"
_NUMBER = {
    name: value
    for value, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_TIME = re.compile(
    rf"\b(?P<since>since\s+)?(?:"
    rf"(?:(?P<part>{_PART})[\s\-]+(?:on\s+)?)?(?:"
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})(?:,?\s+(?P<y1>(?:19|20)\d\d))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>(?:19|20)\d\d))?(?![\d,]*\s*(?:people|km))"
    rf"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|(?P<lastm>last|this|next|in|since|of|by|until|early in|late in)\s+"
    rf"(?P<m3>January|February|March|April|May|June|July|August|"
    rf"September|October|November|December)(?:\s+(?P<y3>(?:19|20)\d\d))?"
    rf"|(?:(?P<lastd>last|next|this|on)\s+)?(?P<wd>{_DAY})(?:\s+(?P<wdpart>morning|night|evening|afternoon))?"
    rf"|(?P<near>today|yesterday|tomorrow|tonight|overnight|last night|this morning|this evening|this afternoon|"
    rf"this week|"
    rf"last week|this month|last month|this year|last year|next week|next month|yesterday evening)"
    rf"|(?:the\s+)?(?:past|last|previous)\s+(?P<n>\d{{1,5}}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)?\s*"
    rf"(?P<unit>hours?|days?|weeks?|months?|years?|day)(?!\s+of)"
    rf"|(?:in|early in|late in)\s+(?P<year>(?:19|20)\d\d)"
    rf"))\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2})(?:[:.](?P<mi>\d\d))?\s?(?P<half>[ap]\.?m\b\.?)?(?:\s+(?P<zone>GMT|UTC|local time|"
    r"[A-Z][a-z]+ time))?(?=[\s,.;)]|$)"
)
_SINCE = re.compile(r"\bsince\b[^.,;]*+$")
_PARTS = {
    "early": (0, 9),
    "late": (18, 24),
    "mid": (9, 18),
    "the morning of": (4, 12),
    "the evening of": (17, 24),
    "the afternoon of": (12, 18),
    "the night of": (18, 30),
}
_OF_DAY = {"morning": (4, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 30)}


@dataclass(frozen=True, slots=True)
class Interval:
    """A time as named: first and last day (ISO, inclusive; '' = not known), hours of the day, precision."""

    span: Span
    first: str
    last: str
    precision: str  # part_of_day, day, range
    hours: tuple[int, int] | None = None
    future: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as stated: ``zone`` is GMT, `X time`, `local time`, or '' where none is stated."""

    span: Span
    time: str
    zone: str


def published_day(stated: str) -> date | None:
    """The day of an ISO text; None where there is none."""
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        return None


def intervals(text: str, start: int, end: int, published: date | None) -> list[Interval]:
    """The times named in a part of a text, in order."""
    found = []
    for match in _TIME.finditer(text, start, end):
        one = _interval(
            match, published, since=bool(_SINCE.search(text, max(start, match.start() - 70), match.start()))
        )
        if one:
            found.append(one)
    return found


def clocks(text: str, start: int, end: int) -> list[Clock]:
    """The clock times of a part of a text; a bare number is none."""
    found = []
    for match in _CLOCK.finditer(text, start, end):
        if (
            not (match["mi"] or match["half"])
            or match["mi"]
            and not (match["half"] or match["zone"] or ":" in match[0])
        ):
            continue
        hour, minute = int(match["h"]), int(match["mi"] or 0)
        half = (match["half"] or "").lower().replace(".", "")
        hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
        if hour < 24 and minute < 60:
            found.append(Clock(match.span(), f"{hour:02d}:{minute:02d}", match["zone"] or ""))
    return found


def _interval(match: re.Match[str], now: date | None, *, since: bool) -> Interval | None:
    group = match.groupdict()
    found: tuple[date, date] | None = None
    hours = _PARTS.get(re.sub(r"\s+", " ", (group["part"] or "").lower()))
    month = group["m1"] or group["m2"] or group["m3"]
    if month and month[0].islower():
        return None
    if group["d1"] or group["d2"]:
        found = _on_day(group["d1"] or group["d2"], group["m1"] or group["m2"], group["y1"] or group["y2"], now)
    elif group["iso"]:
        day = published_day(group["iso"])
        found = (day, day) if day else None
    elif group["m3"]:
        found = _in_month(group["m3"], group["y3"], (group["lastm"] or "").lower(), now)
    elif group["wd"]:
        found = _weekday(group["wd"], (group["lastd"] or "").lower(), now)
        hours = _OF_DAY.get((group["wdpart"] or "").lower(), hours)
    elif group["near"]:
        found, hours = _near(group["near"].lower(), now)
    elif group["unit"]:
        found = _past(group["n"], group["unit"].lower(), now)
    elif group["year"]:
        found = (date(int(group["year"]), 1, 1), date(int(group["year"]), 12, 31))
    if found is None:
        return Interval(match.span(), "", "", "range") if now is None else None
    first, last = found
    if (since or group["since"]) and now and last < now:
        last = now
    precision = "part_of_day" if hours else "day" if first == last else "range"
    return Interval(match.span(), first.isoformat(), last.isoformat(), precision, hours, bool(now and first > now))


def _number_of(month: str) -> int:
    return next(place for place, name in enumerate(_MONTHS, 1) if name.startswith(month.lower().rstrip(".")[:3]))


def _on_day(day: str, month: str, year: str | None, now: date | None) -> tuple[date, date] | None:
    """That day; without a year, the one nearest to the day of publication."""
    number = _number_of(month)
    years = [int(year)] if year else [now.year - 1, now.year, now.year + 1] if now else []
    days = []
    for one in years:
        try:
            days.append(date(one, number, int(day)))
        except ValueError:
            continue
    if not days:
        return None
    best = min(days, key=lambda one: abs((one - now).days)) if now else days[0]
    return best, best


def _in_month(month: str, year: str | None, which: str, now: date | None) -> tuple[date, date] | None:
    number = _number_of(month)
    if not year and now is None:
        return None
    if year:
        at = int(year)
    elif which == "next":
        at = now.year + (number <= now.month)  # type: ignore[union-attr]
    elif which == "last":
        at = now.year - (number >= now.month)  # type: ignore[union-attr]
    else:
        at = now.year - (number > now.month)  # type: ignore[union-attr]
    return date(at, number, 1), date(at, number, monthrange(at, number)[1])


def _weekday(name: str, which: str, now: date | None) -> tuple[date, date] | None:
    """The last such day up to the day of publication, or the next one after `next`."""
    if now is None:
        return None
    back = (now.weekday() - _DAYS.index(name.lower())) % 7
    day = now + timedelta(days=7 - back if back else 7) if which == "next" else now - timedelta(days=back)
    return day, day


def _near(words: str, now: date | None) -> tuple[tuple[date, date] | None, tuple[int, int] | None]:
    if now is None:
        return None, None
    day = timedelta(days=1)
    monday = now - timedelta(days=now.weekday())
    month = now.replace(day=1)
    before = (month - day).replace(day=1)
    table: dict[str, tuple[date, date, tuple[int, int] | None]] = {
        "today": (now, now, None),
        "yesterday": (now - day, now - day, None),
        "tomorrow": (now + day, now + day, None),
        "tonight": (now, now, (18, 30)),
        "overnight": (now - day, now, (18, 33)),
        "last night": (now - day, now, (18, 30)),
        "this morning": (now, now, (4, 12)),
        "this evening": (now, now, (17, 24)),
        "this afternoon": (now, now, (12, 18)),
        "yesterday evening": (now - day, now - day, (17, 24)),
        "this week": (monday, monday + 6 * day, None),
        "last week": (monday - 7 * day, monday - day, None),
        "next week": (monday + 7 * day, monday + 13 * day, None),
        "this month": (month, now, None),
        "last month": (before, month - day, None),
        "next month": ((month + 32 * day).replace(day=1), (month + 63 * day).replace(day=1) - day, None),
        "this year": (now.replace(month=1, day=1), now, None),
        "last year": (date(now.year - 1, 1, 1), date(now.year - 1, 12, 31), None),
    }
    first, last, hours = table[re.sub(r"\s+", " ", words)]
    return (first, last), hours


def _past(count: str | None, unit: str, now: date | None) -> tuple[date, date] | None:
    if now is None:
        return None
    number = int(count) if count and count.isdigit() else _NUMBER.get((count or "one").lower(), 1)
    unit = unit.rstrip("s")
    days = {"hour": -(-number // 24), "day": number, "week": 7 * number, "month": 30 * number, "year": 365 * number}[
        unit
    ]
    try:
        return now - timedelta(days=days), now
    except OverflowError:
        return None
