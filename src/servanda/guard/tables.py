"""Comma-separated tables of others: every row with the line it starts on, odd rows set aside with a problem."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from servanda.guard.limits import LIMITS
from servanda.guard.text import bare, plain, quoted
from servanda.model.case import RawTable
from servanda.model.problems import Problem, problem

_APOSTROPHE = re.compile(r"'[=+\-@\t\r']")


@dataclass(frozen=True)
class Aside:
    """A row that cannot be read under its headings: the line it starts on, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table, the rows set aside, and the problems that say why."""

    table: RawTable
    aside: tuple[Aside, ...]
    problems: tuple[Problem, ...]


def read_csv(file: str, text: str) -> Sheet:
    """A comma-separated table: header, rows of as many cells, lines counted as an editor counts them.

    Blank lines are passed over.  The apostrophe that keeps a spreadsheet from running a cell is
    removed.  Rows in = rows of the table + rows set aside.
    """
    rows = _Rows(file, text)
    stream = iter(rows)
    header = next(stream, None)
    wrong = _header_problem(file, header)
    if header is None or wrong:
        left = tuple(Aside(line, cells) for line, cells in stream)
        found = [replace(wrong, count=max(1, len(left)))] if wrong else []
        return Sheet(RawTable(file, (), (), ()), (*left, *rows.aside), (*found, *rows.problems))
    columns = tuple(name.strip() for name in header[1])
    kept, lines = [], []
    for line, cells in stream:
        if len(cells) == len(columns):
            kept.append(cells)
            lines.append(line)
        else:
            rows.put_aside(line, cells, f"Row and header differ in width: {len(cells)} against {len(columns)} cells.")
    table = RawTable(file, columns, tuple(kept), tuple(lines))
    return Sheet(table, tuple(rows.aside), tuple(rows.problems))


class _Rows:
    """Rows with the line on which each starts; damaged ones go aside."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.aside: list[Aside] = []
        self.problems: list[Problem] = []

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        csv.field_size_limit(LIMITS.line_characters)
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        stripping = _APOSTROPHE.search(self.text) is not None
        count = 0
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                self._damaged(line, reader, error)
                continue
            if cells is None:
                return
            if not cells:
                continue
            count += 1
            if count > LIMITS.table_rows:
                self.problems.append(problem("file_too_large", self.file, line,
                                             f"The table has more than {LIMITS.table_rows:,} rows."))
                return
            yield line, tuple(bare(cell) for cell in cells) if stripping else tuple(cells)

    def put_aside(self, line: int, cells: tuple[str, ...], message: str) -> None:
        """Set a row aside, with its problem; the row's id is its first cell where the cell looks like one."""
        self.aside.append(Aside(line, cells))
        if len(self.problems) < LIMITS.problems_a_file:
            first = plain(cells[0]) if cells and len(cells[0]) <= 40 else ""
            self.problems.append(problem("row_width", self.file, line, message, row_id=first))
        elif len(self.problems) == LIMITS.problems_a_file:
            self.problems.append(problem("row_width", self.file, 0, "More rows of this file have the wrong width."))
        else:
            self.problems[-1] = replace(self.problems[-1], count=self.problems[-1].count + 1)

    def _damaged(self, line: int, reader: Any, error: csv.Error) -> None:
        """A row that cannot be split into cells: say which lines it took with it."""
        last = max(line, reader.line_num)
        said = str(error)
        if "end of data" in said:
            message = (f"A quote is opened in the row that starts here and never closed; "
                       f"lines {line} to {last} are set aside.")
        elif "field larger" in said:
            message = f"A cell is longer than {LIMITS.line_characters:,} characters."
        else:
            message = "A quote stands inside a cell: double it, and put the whole cell in quotes."
        self.put_aside(line, (), message)


def _header_problem(file: str, header: tuple[int, tuple[str, ...]] | None) -> Problem | None:
    if header is None:
        return problem("column_missing", file, 0, "The table is empty: it has no header.", mend="Add the header.")
    line, cells = header
    names = [name.strip() for name in cells]
    if len(names) == 1 and re.search(r"[;\t|]", names[0]):
        return problem("column_missing", file, line, "The cells are not separated by commas.",
                       mend="Save the table as CSV with commas, in UTF-8.")
    if len(names) > LIMITS.table_columns:
        return problem("file_too_large", file, line, f"The header has more than {LIMITS.table_columns} columns.")
    for position, name in enumerate(names):
        if name and name in names[:position]:
            return problem("id_duplicate", file, line, f"The header has two columns {quoted(name)}.")
    return None
