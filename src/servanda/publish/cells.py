"""The CSV dialect: how one value of a declared column becomes a cell, and rows become bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from servanda.guard import text as guarded
from servanda.model.clock import iso
from servanda.model.tables import Column


def number(value: object) -> str:
    """A plain decimal without exponent or trailing zeros; ``-0`` is ``0``."""
    string = format(Decimal(str(value)), "f")
    string = string.rstrip("0").rstrip(".") if "." in string else string
    return "0" if string in ("-0", "") else string


def yes_no(value: object) -> str:
    """``yes`` or ``no``."""
    return "yes" if value else "no"


def day(text: str) -> date | None:
    """A day as tables state it, ``2030-03-18``; None for any other text."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def instant(value: Any) -> str:
    """``2030-03-18T20:30:00Z``; empty for an instant outside the calendar (no bound at all)."""
    try:
        return iso(int(value))
    except (ValueError, OverflowError, OSError):
        return ""


_RENDER: dict[str, Callable[[Any], str]] = {
    "text": guarded.cell, "list": guarded.cell, "date": guarded.cell, "int": str, "num": number, "bool": yes_no,
    "instant": instant,
}


def cell(column: Column, value: object) -> str:
    """One cell of a declared column; None is empty."""
    return "" if value is None else _RENDER[column.type](value)


def document(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A whole CSV file: UTF-8 without BOM, LF, header; quotes only where they are needed."""
    lines_ = (",".join(map(_quoted, row)) + "\n" for row in (header, *rows))
    return "".join(lines_).encode("utf-8", "replace")


# Not csv.writer: it leaves a lone carriage return unquoted where lines end in LF, and readers split there.
_NEEDS_QUOTES = re.compile('[,"\r\n]')


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
