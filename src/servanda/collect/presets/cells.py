"""Small pure functions over cells that several presets share: days, counts, radii."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

_WHOLE = re.compile(r"(\d+)(?:\.0*)?")


def day_of_digits(cell: str) -> str:
    """``20310504`` (and what follows it) as ``2031-05-04``."""
    if not cell:
        return ""
    if not re.fullmatch(r"\d{8}(\d{6})?", cell):
        raise ValueError("not a day such as 20310504")
    return f"{cell[:4]}-{cell[4:6]}-{cell[6:8]}"


def day(cell: str) -> str:
    """``2031-05-04``, ``2031-05-04 13:00:00`` or ``04 May 2031`` as ``2031-05-04``."""
    for form in ("%d %B %Y", "%d-%b-%Y") if cell and not cell[:4].isdigit() else ():
        try:
            return datetime.strptime(cell, form).date().isoformat()
        except ValueError:
            continue
    return cell[:10]


def whole(cell: str) -> str:
    """``12.0`` as ``12``: a count that passed through a program for decimal numbers."""
    found = _WHOLE.fullmatch(cell)
    return found[1] if found else cell


def one_of(codes: Mapping[str, str], what: str) -> Callable[[str], str]:
    """A function from codes to cells of ours; a code that is not listed is refused."""
    def made(cell: str) -> str:
        if cell and cell not in codes:
            raise ValueError(f"not a known {what}; known are {', '.join(codes)}")
        return codes.get(cell, "")
    return made


def unless(codes: tuple[str, ...]) -> Callable[[str, str], str]:
    """A function (coordinate, precision) -> coordinate, '' where the precision is one of the codes.

    The point is then the middle of something so large that it places nothing.
    """
    return lambda coordinate, precision: "" if precision in codes else coordinate


def sentence(*parts: str) -> str:
    """What is said, joined by `; `."""
    return "; ".join(part for part in parts if part)
