"""places.csv: the local gazetteer, with whose each place is held to be and who controlled it when."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from servanda.case.fields import Findings
from servanda.guard.text import quoted
from servanda.model import clock
from servanda.model.case import Place, RawTable
from servanda.model.names import hidden

COLUMNS = ("place", "lat", "lon", "radius_km", "admin1", "claimed_by", "recognised_by", "operated_by", "controlled_by",
           "control_from", "control_to")
_LISTS = ("claimed_by", "recognised_by", "operated_by")


def places(table: RawTable, parties: Sequence[str], found: Findings) -> tuple[Place, ...]:
    """The places of the table; several rows of one place are its dated control."""
    if table.columns and "place" not in table.columns:
        found.add("column_missing", table.file, 1, "The table has no column `place`.")
        return ()
    for name in table.columns:
        if name not in COLUMNS and name != "note":
            found.add("column_unknown", table.file, 1, f"The column {quoted(name)} is not one of places."
                      f"{found.near(name, COLUMNS)}")
    held: dict[str, Place] = {}
    for row, line in zip(table.rows, table.lines, strict=True):
        cells = dict(zip(table.columns, (cell.strip() for cell in row), strict=True))
        read = _Row(table.file, line, cells, tuple(parties), found).place()
        if read is None:
            continue
        first = held.get(read.name)
        held[read.name] = read if first is None else _joined(first, read, table.file, line, found)
    return tuple(held.values())


class _Row:
    """One row of the gazetteer; a wrong cell sets the row aside."""

    def __init__(self, file: str, line: int, cells: dict[str, str], parties: tuple[str, ...], found: Findings) -> None:
        self.file, self.line, self.cells, self.parties, self.found = file, line, cells, parties, found
        self.right = True

    def wrong(self, column: str, what: str) -> None:
        """Set the row aside because of a cell."""
        self.right = False
        name = self.cells.get("place", "")
        value = quoted(self.cells[column]) if self.cells.get(column) else "empty"
        self.found.add("cell_wrong", self.file, self.line,
                       f"`{column}` of the place {quoted(name)} is {value}, {what}.", row_id=name)

    def place(self) -> Place | None:
        """The place of this row, None where a cell is wrong."""
        name = self.cells["place"]
        if not name:
            self.wrong("place", "and a place needs a name")
        if hidden(name):
            self.wrong("place", f"which holds the hidden character {hidden(name)}")
        lat, lon = self.number("lat", -90, 90), self.number("lon", -180, 180)
        if (lat is None) != (lon is None) and self.right:
            self.wrong("lat" if lat is None else "lon", "and a position needs both `lat` and `lon`")
        lists = {column: self.parties_in(column) for column in _LISTS}
        place = Place(name, lat, lon, self.number("radius_km", 0, 20_100), self.cells.get("admin1", ""),
                      control=self.control(), **lists)
        return place if self.right else None

    def number(self, column: str, least: float, most: float) -> float | None:
        """The number of a cell, None where it is empty."""
        text = self.cells.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            self.wrong(column, f"which is not a number from {least:g} to {most:g}")
            return None
        return value

    def parties_in(self, column: str) -> tuple[str, ...]:
        """The parties of a cell; `PARTY:instrument` for recognition; `unknown` is an answer."""
        members = tuple(filter(None, (part.strip() for part in self.cells.get(column, "").split(";"))))
        for member in members:
            party, colon, _ = member.partition(":")
            if colon and column != "recognised_by":
                party = member
            if self.parties and party not in (*self.parties, "unknown", "none"):
                near = self.found.near(party, self.parties)
                self.wrong(column, f"and the party {quoted(party)} is not declared{near}".rstrip())
        return members

    def control(self) -> tuple[tuple[str, str, str], ...]:
        """(first day, last day, party) of this row, () where it names nobody in control."""
        party = ";".join(self.parties_in("controlled_by"))
        days = [self.cells.get(column, "") for column in ("control_from", "control_to")]
        for column, day in zip(("control_from", "control_to"), days, strict=True):
            if day and not _is_day(day):
                self.wrong(column, "which is not a day such as 2030-01-31")
        if all(days) and self.right and days[1] < days[0]:
            self.wrong("control_to", "which comes before `control_from`")
        return ((days[0], days[1], party),) if party else ()


def _is_day(text: str) -> bool:
    try:
        return not clock.parse(text)[1]
    except ValueError:
        return False


def _joined(first: Place, later: Place, file: str, line: int, found: Findings) -> Place:
    """A further row of a place adds dated control; its other cells must agree or be empty."""
    for name in ("lat", "lon", "radius_km", "admin1", *_LISTS):
        value = getattr(later, name)
        if value not in (None, "", ()) and value != getattr(first, name):
            found.add("cell_wrong", file, line, f"`{name}` of {quoted(first.name)} is not what its first row says.",
                      row_id=first.name, mend="Leave the cell empty in later rows of one place, or make it agree.")
            return first
    return replace(first, control=(*first.control, *later.control))
