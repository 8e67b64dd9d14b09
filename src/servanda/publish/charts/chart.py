"""What a chart is: a drawing for wide and for narrow pages, what it says in words, and the table behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True)
class Chart:
    """A drawing twice, wide and narrow; ``states`` names rule, reading and n; ``table`` holds header and rows."""

    title: str
    states: str
    wide: Markup
    narrow: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    words: tuple[str, ...] = field(default=())


WIDE, NARROW = 760, 360  # units across; one unit is about a pixel on a page of 1280 or 390
