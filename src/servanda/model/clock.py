"""Local times to instants: stated zones only, and the union where a clock may mean several.

Instants are whole seconds since 1970-01-01 UTC.  Zones are IANA names (RFC 6557).
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = 86_400
YEARS = range(1000, 9999)  # a margin at both ends, so that no zone and no following day leaves the calendar
_LOCAL = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?")


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; raises ``ValueError`` if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"`{name}` is not a time zone such as Europe/Lisbon") from error


def parse(text: str) -> tuple[datetime, bool, bool]:
    """Read ``2031-05-04`` or ``2031-05-04T22:30[:00][Z|+02:00]``.

    Returns (datetime, has a clock time, has an offset); naive unless it has an offset.
    Raises ``ValueError``.
    """
    match = _LOCAL.fullmatch(text.strip())
    if not match:
        raise ValueError(f"`{text}` is not a time such as 2031-05-04 or 2031-05-04T22:30")
    year, month, day, hour, minute, second, offset = match.groups()
    if int(year) not in YEARS:
        raise ValueError(f"`{text}` is not in a year from {YEARS[0]} to {YEARS[-1]}")
    moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    if not offset:
        return moment, hour is not None, False
    if offset == "Z":
        return moment.replace(tzinfo=UTC), True, True
    sign = 1 if offset[0] == "+" else -1
    shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])) * sign
    return (moment - shift).replace(tzinfo=UTC), True, True


def seconds(moment: datetime, zone_name: str) -> int:
    """Seconds UTC of a naive local time in a zone (an aware one is taken as it is).

    A local hour that occurs twice when clocks go back is read as its first occurrence.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone(zone_name))
    return int(moment.timestamp())


def span(text: str, zone_name: str) -> tuple[int, int]:
    """(first second, second after the last) of a day or a minute, in UTC seconds.

    A clock time that occurs twice, or that was passed over, may mean either hour: it spans both.
    """
    moment, has_clock, _ = parse(text)
    if has_clock:
        either = _either(moment, zone_name)
        return min(either), max(either) + 60
    return seconds(moment, zone_name), seconds(moment + timedelta(days=1), zone_name)


def _either(moment: datetime, zone_name: str) -> tuple[int, int]:
    """The instants that a clock time may mean on the two sides of a clock change; elsewhere they are one."""
    return seconds(moment, zone_name), seconds(moment.replace(fold=1), zone_name)


def union_span(text_from: str, text_to: str, zones: tuple[str, ...]) -> tuple[int, int]:
    """The union over zones of [from, to): a ``to`` that is a day means through that day.

    A ``to`` with a clock time is the instant at which it ends; an empty ``to`` means the span of
    ``from``.  Raises ``ValueError`` if it ends before it starts.
    """
    lows, highs = [], []
    for name in zones:
        low, high = span(text_from, name)
        if text_to:
            moment, has_clock, _ = parse(text_to)
            high = max(_either(moment, name)) if has_clock else span(text_to, name)[1]
        lows.append(low)
        highs.append(high)
    if min(highs) <= min(lows):
        raise ValueError(f"`{text_to}` does not come after `{text_from}`")
    return min(lows), max(highs)


def add_month(day: date) -> date:
    """The same day of the next month, or that month's last day."""
    year, month = (day.year + day.month // 12, day.month % 12 + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def iso(instant: int) -> str:
    """``2031-05-04T20:30:00Z``."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(instant: int, zone_name: str) -> datetime:
    """The instant as an aware local time."""
    return datetime.fromtimestamp(instant, zone(zone_name))
