"""Stated times to intervals of instants: the row's zone, a habit of its source, or the union of what it may mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from servanda.collect.mapping import Sheet
from servanda.collect.told import Told
from servanda.model.clock import DAY, parse, span, union_span

Zones = tuple[str, ...]
UNION = "union"
_NOTHING = (None, None, None, None)
_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Spans:
    """Per row: first second and second after the last, and the zone in which they were read."""

    starts: list[int | None]
    ends: list[int | None]
    zones: list[str | None]
    precisions: list[str | None]


def zones_of(rows: Sheet, stated: Sequence[str | None], source_habit: Callable[[str], str],
             origin_habit: Callable[[str], Zones], sources: Sequence[str | None], fallback: Zones) -> list[Zones]:
    """The zones that each row's clock may mean: as stated, else its source's, else its origin's, else the case's."""
    by_key: dict[tuple[str, str, str], Zones] = {}
    found = []
    for key in zip((z or "" for z in stated), (s or "" for s in sources), rows.texts("origin"), strict=True):
        if key not in by_key:
            zone, source, origin = key
            habit = source_habit(source)
            by_key[key] = (zone,) if zone else (habit,) if habit else origin_habit(origin) or fallback
        found.append(by_key[key])
    return found


def spans(rows: Sheet, stem: str, zones: Sequence[Zones]) -> Spans:
    """The intervals of ``<stem>_from`` and ``<stem>_to``; each distinct pair is read once."""
    if f"{stem}_from" not in rows.cells and f"{stem}_to" not in rows.cells:
        nothing: list[None] = [None] * len(rows)
        return Spans([*nothing], [*nothing], [*nothing], [*nothing])
    keys = list(zip(rows.texts(f"{stem}_from"), rows.texts(f"{stem}_to"), zones, strict=True))
    read = {key: _read(*key) for key in set(keys)}
    if any(isinstance(value, ValueError) for value in read.values()):
        for row, key in enumerate(keys):
            if isinstance(value := read[key], ValueError):
                rows.refuse(row, "cell_wrong", f"`{stem}_from` is `{key[0]}` and `{stem}_to` `{key[1]}`: {value}.")
    said = {key: _NOTHING if isinstance(value, ValueError) or not value[2] else value for key, value in read.items()}
    starts, ends, named, precisions = zip(*map(said.__getitem__, keys), strict=True) if keys else ((), (), (), ())
    return Spans(list(starts), list(ends), list(named), list(precisions))


def _read(start: str, end: str, zones: Zones) -> tuple[int, int, str, str] | ValueError:
    """(from, to, zone, precision) of one stated time; zone '' where nothing is stated."""
    if not start:
        return ValueError("an end without a beginning") if end else (0, 0, "", "")
    clock = _MINUTE.fullmatch(start) if not end and len(zones) == 1 else None
    try:
        if clock and (midnight := _even(clock[1], zones[0])):
            low = midnight + int(clock[2]) * 3600 + int(clock[3]) * 60
            return low, low + 60, zones[0], "minute"
        low, high = union_span(start, end, zones)
        moment, has_clock, fixed = parse(start)
        last = parse(end) if end else (moment, has_clock, fixed)
    except (ValueError, OverflowError) as error:
        return ValueError(str(error).rstrip("."))
    zone = "UTC" if fixed and last[2] else zones[0] if len(zones) == 1 else UNION
    precision = "minute" if has_clock and high - low <= 60 else "day" if end in ("", start) else "range"
    return low, high, zone, "minute" if has_clock and not end else precision


@lru_cache(maxsize=50_000)
def _even(day: str, zone: str) -> int:
    """The first second of a day on which no clock is changed, so that its minutes can be counted from it; else 0."""
    low, high = span(day, zone)
    return low if high - low == DAY else 0


def count_unclear(rows: Sheet, zones: Sequence[str | None], told: Told) -> None:
    """Count the times that were read as the union of several zones."""
    told.unclear.update(file for file, zone in zip(rows.files, zones, strict=True) if zone == UNION)
