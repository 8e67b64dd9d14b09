"""Stated times to intervals of instants: the row's zone, a habit of its source, or the union of what it may mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from servanda.collect.mapping import Sheet
from servanda.model.clock import parse, union_span
from servanda.model.problems import Problem, problem

Zones = tuple[str, ...]
UNION = "union"


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
    read: dict[tuple[str, str, Zones], tuple[int, int, str, str] | ValueError] = {}
    found: list[tuple[int, int, str, str] | None] = []
    for row, key in enumerate(zip(rows.texts(f"{stem}_from"), rows.texts(f"{stem}_to"), zones, strict=True)):
        if key not in read:
            read[key] = _read(*key)
        value = read[key]
        if isinstance(value, ValueError):
            rows.refuse(row, "cell_wrong", f"`{stem}_from` is `{key[0]}` and `{stem}_to` `{key[1]}`: {value}.")
            found.append(None)
        else:
            found.append(value if value[2] else None)
    return Spans([v and v[0] for v in found], [v and v[1] for v in found],
                 [v and v[2] for v in found], [v and v[3] for v in found])


def _read(start: str, end: str, zones: Zones) -> tuple[int, int, str, str] | ValueError:
    """(from, to, zone, precision) of one stated time; zone '' where nothing is stated."""
    if not start:
        return ValueError("an end without a beginning") if end else (0, 0, "", "")
    try:
        low, high = union_span(start, end, zones)
        moment, has_clock, fixed = parse(start)
        last = parse(end) if end else (moment, has_clock, fixed)
    except (ValueError, OverflowError) as error:
        return ValueError(str(error).rstrip("."))
    zone = "UTC" if fixed and last[2] else zones[0] if len(zones) == 1 else UNION
    precision = "minute" if has_clock and high - low <= 60 else "day" if end in ("", start) else "range"
    return low, high, zone, "minute" if has_clock and not end else precision


def unclear(rows: Sheet, zones: Sequence[str | None]) -> list[Problem]:
    """One warning a file for times that were read as the union of several zones."""
    counts = Counter(file for file, zone in zip(rows.files, zones, strict=True) if zone == UNION)
    return [replace(problem("time_unclear", file, 0,
                            f"{n} rows state a time without a zone; the union of the zones it may mean is used."),
                    count=n)
            for file, n in sorted(counts.items())]
