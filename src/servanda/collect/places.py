"""Places of reports joined to the case's gazetteer: position, and whose the place is held to be at that time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.collect.columns import joined
from servanda.collect.mapping import Sheet
from servanda.collect.told import Told
from servanda.model.case import Frame, Place
from servanda.model.clock import span
from servanda.model.names import Index

_WHOSE = ("claimed_by", "recognised_by", "operated_by")


class Gazetteer:
    """The places of a case by name, with dated control as instants."""

    def __init__(self, places: Sequence[Place], zone: str) -> None:
        """Index the places; days of control are days in ``zone``."""
        self._index = Index((place.name, place.name) for place in places)
        self._places = {place.name: place for place in places}
        self._found: dict[str, Place | None] = {}
        self._control = {place.name: [(span(first, zone)[0] if first else None,
                                       span(last, zone)[1] if last else None, party)
                                      for first, last, party in place.control] for place in places}

    def find(self, name: str) -> Place | None:
        """The place of that name; None if there is none or more than one."""
        if name not in self._found:
            self._found[name] = self._places.get(name) or self._places.get(self._index.find(name))
        return self._found[name]

    def control(self, place: Place, start: int | None, end: int | None) -> str | None:
        """Who held the place in [start, end), several where it changed hands within it.

        Without a time, whoever held it at any time.
        """
        return joined(dict.fromkeys(
            party for first, last, party in self._control[place.name]
            if (start is None or last is None or last > start) and (end is None or first is None or first < end)))


def place_columns(rows: Sheet, gazetteer: Gazetteer, frame: Frame, told: Told) -> None:
    """Fill what a report does not itself say of its place, in the frame; places not found are counted."""
    names = rows.texts("place")
    known = {name: place for name in set(names) if name and (place := gazetteer.find(name)) is not None}
    several = {name for name in set(names) if ";" in name and name not in known}
    positions = frame["lat"]
    if not known and None not in positions:
        return
    for row, name in enumerate(names):
        if name in known:
            _fill(frame, row, known[name], gazetteer)
        elif name in several and frame["kind"][row] != "single":
            _several(frame, row, [part.strip() for part in name.split(";") if part.strip()], gazetteer, told, rows)
        elif name and positions[row] is None and rows.reasons[row] is None:
            told.places[rows.files[row], name] += 1


def _fill(frame: Frame, row: int, place: Place, gazetteer: Gazetteer) -> None:
    """Lay the gazetteer's facts under one row's own."""
    if frame["lat"][row] is None and place.lat is not None:
        frame["lat"][row], frame["lon"][row] = place.lat, place.lon
        _under(frame, "precision", row, place.radius_km)
    _under(frame, "admin1", row, place.admin1 or None)
    for name in _WHOSE:
        _under(frame, name, row, joined(getattr(place, name)))
    _under(frame, "controlled_by", row, gazetteer.control(place, frame["time_from"][row], frame["time_to"][row]))


def _several(frame: Frame, row: int, names: Sequence[str], gazetteer: Gazetteer, told: Told, rows: Sheet) -> None:
    """Lay the regions of several places, and what holds of each of them, under a count's own; it has no position."""
    places = [gazetteer.find(name) for name in names]
    found = [place for place in places if place is not None]
    if None not in places:
        _under(frame, "admin1", row, joined(dict.fromkeys(place.admin1 for place in found if place.admin1)))
        for column in _WHOSE:
            held = {getattr(place, column) for place in found}
            _under(frame, column, row, joined(held.pop()) if len(held) == 1 else None)
    for name, place in zip(names, places, strict=True):
        if place is None and rows.reasons[row] is None:
            told.places[rows.files[row], name] += 1


def _under(frame: Frame, name: str, row: int, value: Any) -> None:
    if frame[name][row] is None:
        frame[name][row] = value
