"""The ledger of a report: every figure that it prints, with its rule, so that none is found in no table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from servanda.guard.text import cell
from servanda.publish import cells

NAME = "report_figures.csv"


@dataclass(frozen=True)
class Figure:
    """A count low to high; ``open`` of the difference is open on the text.  '' = does not apply."""

    rule: str
    low: int
    high: int
    open: int | None = None
    subset: str = ""
    provision: str = ""
    reading: str = ""
    party: str = ""
    standard: str = ""
    unit: str = "incident"
    period_from: str = ""
    period_to: str = ""

    @property
    def id(self) -> str:
        """Rule, what it is of, and the days."""
        named = (self.rule, self.subset, self.provision, self.reading, self.party, self.standard,
                 self.period_from if self.period_from == self.period_to else f"{self.period_from}..{self.period_to}")
        return "/".join(part for part in named if part)


@dataclass
class Ledger:
    """Figures by id, each once."""

    figures: dict[str, Figure] = field(default_factory=dict)

    def put(self, figure: Figure) -> Figure:
        """Keep a figure.  Raises ``ValueError`` where another value stands under its id."""
        if self.figures.setdefault(figure.id, figure) != figure:
            raise ValueError(f"two values for {figure.id}")
        return figure

    def csv(self) -> bytes:
        """All figures as CSV, in code-point order of their ids."""
        names = [one.name for one in fields(Figure)]
        rows = [[id_, *(_cell(getattr(figure, name)) for name in names)]
                for id_, figure in sorted(self.figures.items())]
        return cells.document(["figure_id", *names], rows)


def _cell(value: int | str | None) -> str:
    return "" if value is None else cell(value) if isinstance(value, str) else str(value)


def numbers(figures: Sequence[Figure]) -> set[int]:
    """Every number that these figures hold."""
    return {value for one in figures for value in (one.low, one.high, one.open) if value is not None}
