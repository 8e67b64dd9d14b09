"""Earlier truces counted as plainly as can be: how many are listed, how they ended, who picked and who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Counted:
    """``total`` truces listed; how they ended, who chose the rows, who says how they ended: word -> number."""

    total: int
    ended: Mapping[str, int]
    chosen: Mapping[str, int]
    told: Mapping[str, int]


def count(rows: Iterable[Mapping[str, Any]]) -> Counted:
    """The counts of a table of precedents."""
    listed = list(rows)
    by = {name: dict(sorted(Counter(row[name] or "not stated" for row in listed).items()))
          for name in ("how_ended", "chosen_by", "who_says")}
    return Counted(len(listed), by["how_ended"], by["chosen_by"], by["who_says"])


def check(low: Decimal | None, high: Decimal | None, total: int) -> str:
    """How a number that somebody gives stands to the table: within, table_has_fewer or table_has_more.

    A table of picked rows is no census: fewer rows refute nothing.
    """
    if low is not None and total < low:
        return "table_has_fewer"
    return "table_has_more" if high is not None and total > high else "within"
