"""Tables as frames for notebooks: plain columns that show themselves, and turn into pandas or polars where wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from servanda.publish.marks import seen
from servanda.publish.words import SENTENCE

SHOWN = 20


@dataclass(frozen=True)
class Frame:
    """Columns of equal length in the order of the table; `len`, iteration and equality are by rows."""

    name: str
    columns: Mapping[str, Sequence[Any]]

    def __len__(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values()), ()))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Rows as mappings of column to value."""
        names = tuple(self.columns)
        return (dict(zip(names, row, strict=True)) for row in zip(*self.columns.values(), strict=True))

    def __getitem__(self, column: str) -> Sequence[Any]:
        """The values of one column.  Raises ``KeyError``."""
        return self.columns[column]

    def where(self, **equal: Any) -> Frame:
        """The rows whose columns have these values.  Raises ``KeyError`` for a column that there is not."""
        wanted = [(self.columns[name], value) for name, value in equal.items()]
        keep = [row for row in range(len(self)) if all(column[row] == value for column, value in wanted)]
        return Frame(self.name, {name: [column[row] for row in keep] for name, column in self.columns.items()})

    def to_pandas(self) -> Any:
        """As a pandas DataFrame; needs the extra `frames`."""
        import pandas

        return pandas.DataFrame({name: list(column) for name, column in self.columns.items()})

    def to_polars(self) -> Any:
        """As a polars DataFrame; needs the extra `frames`."""
        import polars

        return polars.DataFrame({name: list(column) for name, column in self.columns.items()}, strict=False)

    def __repr__(self) -> str:
        """Name, size and columns."""
        return f"<{self.name}: {len(self)} rows; {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows as a table, with what they say and do not say."""
        head = Markup("").join(Markup("<th>{}</th>").format(name) for name in self.columns)
        cells = list(zip(*(column[:SHOWN] for column in self.columns.values()), strict=True))
        body = Markup("").join(Markup("<tr>{}</tr>").format(Markup("").join(
            Markup("<td>{}</td>").format("" if value is None else seen(str(value))) for value in row)) for row in cells)
        note = f"{self.name}, {min(SHOWN, len(self))} of {len(self)} rows. A {SENTENCE}."
        return str(Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
            note, head, body))
