"""The days that a report is about, the cut-off hour that bounds them, and the period before of the same length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from servanda.model.clock import seconds

DAYS = {"daily": 1, "weekly": 7}
MOST_DAYS = 366
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")


class NoPeriod(ValueError):
    """The period cannot be read; the message says how it is written."""


@dataclass(frozen=True)
class Period:
    """Whole days from ``first`` through ``last``, each ending at ``cut_off`` ('' = midnight) in ``zone``."""

    first: date
    last: date
    zone: str
    cut_off: str = ""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def low(self) -> int:
        """Its first second, UTC."""
        return self._ends(self.first - timedelta(days=1))

    @property
    def high(self) -> int:
        """The second after its last, UTC."""
        return self._ends(self.last)

    @property
    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        return self._moved(-self.days)

    @property
    def after(self) -> Period:
        """The period of the same length that begins where this one ends."""
        return self._moved(self.days)

    def each(self) -> list[Period]:
        """Its days, one by one."""
        days = (self.first + timedelta(days=step) for step in range(self.days))
        return [Period(day, day, self.zone, self.cut_off) for day in days]

    def _moved(self, days: int) -> Period:
        shift = timedelta(days=days)
        return Period(self.first + shift, self.last + shift, self.zone, self.cut_off)

    def _ends(self, day: date) -> int:
        if not self.cut_off:
            return seconds(datetime.combine(day + timedelta(days=1), time()), self.zone)
        return seconds(datetime.combine(day, time.fromisoformat(self.cut_off)), self.zone)


def period(text: str, day: str, zone: str, cut_off: str = "") -> Period:
    """``daily`` or ``weekly`` ending with a day, or ``FROM/TO`` with both days.  Raises `NoPeriod`."""
    if text in DAYS:
        last = _day(day)
        first = last - timedelta(days=DAYS[text] - 1)
    else:
        found = _SPAN.fullmatch(text)
        if not found:
            raise NoPeriod(f"`{text}` is not a period: write daily, weekly, or FROM/TO such as 2031-05-01/2031-05-07")
        first, last = map(_day, found.groups())
    if not 0 <= (last - first).days < MOST_DAYS:
        raise NoPeriod(f"`{text}` is not a period of 1 to {MOST_DAYS} days")
    return Period(first, last, zone, cut_off)


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NoPeriod(f"`{text}` is not a day such as 2031-05-01" if text else
                       "the case states no day that counts as now: name the last day with --day") from None
    if not 1900 <= found.year <= 2200:
        raise NoPeriod(f"`{text}` lies too far away for a report")
    return found
