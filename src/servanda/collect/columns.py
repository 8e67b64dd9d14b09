"""Cell parsers: text to value, or a `ValueError` that says what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from servanda.collect.mapping import as_it_stands, nearest
from servanda.model.clock import parse, zone
from servanda.model.objects import UNKNOWN, parse_things

Parse = Callable[[str], Any]
text = as_it_stands
_COUNT = re.compile(r"\d{1,15}")
_SHORT = re.compile(r"-?\d{1,5}(\.\d{1,6})?")
_HALF_MICRO = Decimal("0.000001")


def members(cell: str) -> tuple[str, ...]:
    """The members of a `;` list, without blanks or repetitions, in order."""
    return tuple(dict.fromkeys(part for part in (piece.strip() for piece in cell.split(";")) if part))


def joined(parts: Iterable[str]) -> str | None:
    """Members as one cell; None where there is none."""
    return ";".join(parts) or None


def names(cell: str) -> str | None:
    """A `;` list, tidied."""
    return joined(members(cell))


def one_of(allowed: Collection[str], *, unknown: bool = True) -> Parse:
    """A parser for one word of a vocabulary; `unknown` is an answer unless told otherwise."""
    def parse(cell: str) -> str:
        if cell in allowed or (unknown and cell == UNKNOWN):
            return cell
        listed = f"allowed are {', '.join(allowed)}" if len(allowed) <= 12 else "not a word of the codebook"
        raise ValueError(listed + nearest(cell, allowed))
    return parse


def some_of(allowed: Collection[str]) -> Parse:
    """A parser for a `;` list of words of a vocabulary."""
    one = one_of(allowed)
    return lambda cell: joined(one(part) for part in members(cell))


def count(cell: str) -> int:
    """A whole number, not negative; `unknown` is not a number."""
    if not _COUNT.fullmatch(cell):
        raise ValueError("not a whole number")
    return int(cell)


def count_or_unknown(cell: str) -> int | None:
    """A whole number, or None for `unknown`."""
    return None if cell == UNKNOWN else count(cell)


def number(low: float, high: float) -> Parse:
    """A parser for a decimal number between two bounds, kept to 6 places."""
    def parse(cell: str) -> Decimal:
        try:
            value = Decimal(cell)
            inside = value.is_finite() and low <= value <= high
        except InvalidOperation:
            inside = False
        if not inside:
            raise ValueError(f"not a number from {low:g} to {high:g}")
        return value.quantize(_HALF_MICRO).normalize()

    def fast(cell: str) -> float:
        # With so few decimals there is nothing to round, and the short way gives the same.
        short = float(cell) if _SHORT.fullmatch(cell) else None
        return short if short is not None and low <= short <= high else float(parse(cell))
    return fast


def day(cell: str) -> str:
    """A day as 2031-05-04 (a clock time after it is dropped)."""
    try:
        parse(cell)
        return date.fromisoformat(cell[:10]).isoformat()
    except ValueError as error:
        raise ValueError("not a day such as 2031-05-04") from error


def zone_name(cell: str) -> str:
    """An IANA time zone."""
    zone(cell)
    return cell


def truth(cell: str) -> bool | None:
    """yes or no; None for `unknown`."""
    known = {"yes": True, "no": False, "true": True, "false": False, UNKNOWN: None}
    if cell.casefold() not in known:
        raise ValueError("allowed are yes, no")
    return known[cell.casefold()]


def aims(cell: str) -> str | None:
    """`function/sector` members of what was aimed at."""
    return _things(cell, affected=False)


def hits(cell: str) -> str | None:
    """`function/sector:how` members of what was affected."""
    return _things(cell, affected=True)


def _things(cell: str, *, affected: bool) -> str | None:
    if cell == UNKNOWN:
        return UNKNOWN
    return joined(sorted({str(thing) for thing in parse_things(cell, affected=affected)}))
