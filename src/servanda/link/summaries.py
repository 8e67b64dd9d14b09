"""What is printed of an incident as a whole: time, place, tolls, title, who denies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from servanda.link.accounts import Account
from servanda.link.standing import disputed, foremost, mainly
from servanda.link.told import Told
from servanda.model.clock import local
from servanda.model.objects import UNKNOWN

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


def summary(reports: Sequence[Told], stories: Sequence[Account], zone: str) -> dict[str, Any]:
    """The columns of an incident that are drawn from its reports; ``reports`` in order of anchor."""
    spans = [story.span() for story in stories]
    starts, ends = [s for s, _ in spans if s is not None], [e for _, e in spans if e is not None]
    where = _placed(reports)
    dead, hurt = [r.fatalities for r in reports], [r.injured for r in reports]
    return {
        "time_from": min(starts, default=None), "time_to": max(ends, default=None),
        "place": where.place, "admin1": where.admin1 or next((r.admin1 for r in reports if r.admin1), None),
        "lat": where.lat, "lon": where.lon, "precision": where.precision,
        "authors": ";".join(sorted({story.author for story in stories} - {""})) or None,
        "denied_by": ";".join(sorted({party for report in reports for party in report.denied_by})) or None,
        "n_reports": len(reports), "n_accounts": len(stories),
        "n_origins": len({origin for report in reports if not report.bare_denial for origin in report.origins}),
        "fatalities_low": _least(dead), "fatalities_high": _most(dead),
        "injured_low": _least(hurt), "injured_high": _most(hurt),
        "title": _title(reports, where, zone),
    }


def _placed(reports: Sequence[Told]) -> Told:
    """The report with the most precise place: a position, then a name, then the anchor."""
    def vagueness(report: Told) -> tuple[bool, float, bool]:
        radius = float("inf") if report.precision is None else float(report.precision)
        return report.lat is None, radius, report.place is None
    return min(reports, key=lambda report: (*vagueness(report), report.order))


def _title(reports: Sequence[Told], where: Told, zone: str) -> str:
    """``Power line (grid), Place, 9 August 2031``, as far as these are known."""
    object_ = "Object disputed" if disputed(reports) else _named(foremost(reports), reports)
    parts = (object_, where.place or where.admin1 or "place not stated", _day(reports, zone) or "day not stated")
    return ", ".join(parts)


def _named(thing: str, reports: Sequence[Told]) -> str:
    """``function/sector`` as words: ``Power line (grid)``; the sector only where every side that names one agrees."""
    function, _, sector = (part.replace("_", " ") for part in thing.partition("/"))
    if not thing or (function, sector) == (UNKNOWN, UNKNOWN):
        return "Object not stated"
    sectors = {other.partition("/")[2] for report in reports for other in mainly(report)
               if other.partition("/")[0] == thing.partition("/")[0]} - {UNKNOWN}
    words = "object of unknown kind" if function == UNKNOWN else function
    return (f"{words} ({sector})" if len(sectors) < 2 and sector != UNKNOWN else words).capitalize()


def _day(reports: Sequence[Told], zone: str) -> str:
    """The local day in the middle of the most precise time stated."""
    timed = [(r.time_to - r.time_from, r.order, r.time_from) for r in reports
             if r.time_from is not None and r.time_to is not None]
    if not timed:
        return ""
    length, _, start = min(timed)
    moment = local(start + length // 2, zone)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _least(numbers: Iterable[int | None]) -> int | None:
    return min((n for n in numbers if n is not None), default=None)


def _most(numbers: Iterable[int | None]) -> int | None:
    return max((n for n in numbers if n is not None), default=None)
