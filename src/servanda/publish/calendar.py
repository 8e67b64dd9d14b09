"""What is open among commitments, as an iCalendar file (RFC 5545): a day for what has one, a task for what has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from servanda.engine.database import Database
from servanda.publish import swap, times
from servanda.publish.marks import seen
from servanda.queries import record

NAME = "due.ics"
OPEN = ("pending", "due")
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//servanda//due//EN", "BEGIN:VTIMEZONE", "TZID:UTC",
         "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD",
         "END:VTIMEZONE")


def export(db: Database, folder: Path) -> dict[str, int]:
    """Write `due.ics`; returns its name with the number of its entries."""
    rows = [row for row in record.commitments(db) if row["state"] in OPEN]
    swap.file(folder / NAME, text(rows).encode())
    return {NAME: len(rows)}


def text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The calendar of those commitments."""
    lines = [*_HEAD, *(line for row in rows for line in _entry(row)), "END:VCALENDAR"]
    return "".join(part + "\r\n" for line in lines for part in _folded(line))


def _entry(row: Mapping[str, Any]) -> list[str]:
    """The lines of one commitment; the stamp is the day of the row, as no clock is asked."""
    due = times.parsed(row["due_to"])
    begun = times.parsed(row["due_from"])
    stamp = times.parsed(row["status_date"]) or begun or due or date(1970, 1, 1)
    kind = "VEVENT" if due else "VTODO"
    said = [f"Open in what is held. By {row['by'] or 'not stated'}, to {row['to'] or 'not stated'}.",
            row["summary"] or "", f"Condition: {row['condition']}." if row["condition"] else "",
            f"Cites: {row['cites']}." if row["cites"] else ""]
    return [f"BEGIN:{kind}", f"UID:{_escaped(row['commitment_id'])}@servanda", f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            *([f"DTSTART;VALUE=DATE:{due:%Y%m%d}", f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"] if due else
              [f"DTSTART;VALUE=DATE:{begun:%Y%m%d}"] if begun else []),
            f"SUMMARY:{_escaped(': '.join(filter(None, (row['by'], row['what']))))}",
            f"DESCRIPTION:{_escaped(' '.join(filter(None, said)))}", f"END:{kind}"]


def _escaped(value: str) -> str:
    shown = seen(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(shown.split())


def _folded(line: str) -> Iterable[str]:
    """The line in pieces of at most 75 bytes, no character cut, those after the first led by a blank."""
    piece = ""
    for char in line:
        if len((piece + char).encode()) > 75:
            yield piece
            piece = " "
        piece += char
    yield piece
