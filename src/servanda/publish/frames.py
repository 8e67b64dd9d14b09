"""Tables as frames for notebooks: plain columns that show themselves, and turn into pandas or polars where wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from servanda.model.tables import Column
from servanda.publish import cells, kinds
from servanda.publish.marks import seen
from servanda.publish.words import SENTENCE, number_of

SHOWN = 20


@dataclass(frozen=True)
class Frame:
    """Columns of equal length in the order of the table; `len`, iteration and equality are by rows.

    Values are those of the tables: instants are seconds since 1970 UTC, lists are texts with ``;``.
    """

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
        """As a typed pandas DataFrame, with the extra `frames`.  Raises `NeedsExtra`."""
        return kinds.pandas_frame(self.name, self.columns)

    def to_polars(self) -> Any:
        """As a typed polars DataFrame, with the extra `frames`.  Raises `NeedsExtra`."""
        return kinds.polars_frame(self.name, self.columns)

    def to_geopandas(self) -> Any:
        """Incidents or reports as a GeoDataFrame, with the extra `geo`.  Raises `NeedsExtra`, ``ValueError``."""
        return kinds.geo_frame(self.name, self.columns)

    def __repr__(self) -> str:
        """Name, size and columns."""
        return f"<{self.name}: {len(self)} rows; {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows as a table, columns that say nothing in them left out, with what they say and do not say."""
        known = kinds.declared(self.name)
        shown = {name: column[:SHOWN] for name, column in self.columns.items()}
        full = {name: column for name, column in shown.items() if any(value not in (None, "") for value in column)}
        kept = full or shown
        head = [(name, known[name].doc if name in known else "") for name in kept]
        body = [[_words(known.get(name), value) for name, value in zip(kept, row, strict=True)]
                for row in zip(*kept.values(), strict=True)]
        empty = len(shown) - len(kept)
        note = f"{self.name}, {min(SHOWN, len(self))} of {number_of(len(self), 'row')}. A {SENTENCE}." + (
            f" Without {number_of(empty, 'column')} in which these rows say nothing." if empty else "")
        return str(table(note, head, body))


def table(note: str, head: Sequence[tuple[str, str]], body: Sequence[Sequence[str]]) -> Markup:
    """A table of a notebook: a caption, columns as (name, what it says), rows of texts; markup in them stays text."""
    names = Markup("").join(Markup('<th title="{}">{}</th>').format(doc, name) if doc else
                            Markup("<th>{}</th>").format(name) for name, doc in head)
    rows = Markup("").join(Markup("<tr>{}</tr>").format(
        Markup("").join(Markup("<td>{}</td>").format(seen(value)) for value in row)) for row in body)
    return Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        note, names, rows)


def _words(column: Column | None, value: Any) -> str:
    """A value as a person reads it; in a table that is not declared, as it stands."""
    if value is None:
        return ""
    if column is None or column.type in ("text", "date"):
        return str(value)
    return ", ".join(str(value).split(";")) if column.type == "list" else cells.cell(column, value)
