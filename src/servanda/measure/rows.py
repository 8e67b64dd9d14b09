"""One figure as a value, and many as the rows of the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from servanda.engine.database import Database
from servanda.model.tables import TABLES

UNATTRIBUTED = "unattributed"
ANYBODY = "anybody"
DIGITS = 4  # decimals of every derived value


@dataclass(frozen=True)
class Figure:
    """A row of `figures` without its id, which derives from what the figure is of."""

    rule: str
    measure: str
    unit: str = ""
    subset: str | None = None
    provision: str | None = None
    reading: str | None = None
    party: str | None = None
    standard: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    low: int | None = None
    high: int | None = None
    text_unknown: int | None = None
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    day_low: str | None = None
    day_high: str | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    n: int | None = None
    method: str = ""
    finding: str | None = None

    @property
    def figure_id(self) -> str:
        """Rule, provision, reading, party and standard, and where it is no plain count measure and subset too."""
        named = [self.rule, self.provision, self.reading, self.party, self.standard]
        if self.measure != "count" or self.subset:
            named += [self.measure, self.subset]
        if self.rule.startswith("series:"):
            named.append(self.period_from)
        return "/".join(part for part in named if part)


_NAMES = tuple(field.name for field in fields(Figure))
_ROUNDED = ("value", "value_low", "value_high", "ci_low", "ci_high")


def load(db: Database, found: Iterable[Figure]) -> None:
    """Append figures, in order of their ids."""
    rows = [{"figure_id": one.figure_id, **{name: _cell(one, name) for name in _NAMES}}
            for one in sorted(found, key=lambda one: one.figure_id)]
    made = [name for name in TABLES["figures"].names if rows and name in rows[0]]
    db.load("figures", {name: [row[name] for row in rows] for name in made})


def _cell(one: Figure, name: str) -> Any:
    value = getattr(one, name)
    return plain(value) if name in _ROUNDED else value


def plain(value: float | None) -> float | None:
    """A number of four decimals; nothing for one that is not finite."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return round(float(value), DIGITS) + 0.0
