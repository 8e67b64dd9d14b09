"""Tables of others, separated by commas or tabs: every row with its line, odd rows set aside with a problem."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, overload

from servanda.guard.files import pieces
from servanda.guard.limits import LIMITS
from servanda.guard.text import bare, plain, quoted
from servanda.model.case import RawTable
from servanda.model.problems import Problem, problem

_APOSTROPHE = re.compile(rb"'[=+\-@\t\r\0']")
_BOM = b"\xef\xbb\xbf"
Cells = tuple[str, ...]
_STEP = 10_000


@dataclass(frozen=True)
class Aside:
    """A row that cannot be read under its headings: the line it starts on, and its cells."""

    line: int
    cells: Cells


@dataclass(frozen=True)
class Sheet:
    """A table, the rows set aside, and the problems that say why."""

    table: RawTable
    aside: tuple[Aside, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How the cells of a file are separated, and its headings where the file itself has none.

    Where cells are separated by tabs a quotation mark is a character like any other.
    """

    delimiter: str = ","
    headings: Cells = ()


COMMAS = Layout()


def read_csv(file: str, text: str | bytes, layout: Layout = COMMAS) -> Sheet:
    """A table: header, rows of as many cells, lines counted as an editor counts them.

    Blank lines are passed over.  The apostrophe that keeps a spreadsheet from running a cell is
    removed.  Rows in = rows of the table + rows set aside.  Bytes must be UTF-8.
    """
    content = text.encode() if isinstance(text, str) else text.removeprefix(_BOM)
    return _Scan(file, content, layout).sheet()


class Rows(Sequence[Cells]):
    """The rows of a table that have the right width, split anew whenever they are asked for.

    So a large table costs its bytes in memory, and not a string a cell.
    """

    def __init__(self, content: bytes, layout: Layout, width: int, count: int, *, even: bool = False) -> None:
        """The rows of ``content`` after its header; ``count`` of them have ``width`` cells (``even``: all of them)."""
        self._content, self._layout, self._width, self._count = content, layout, width, count
        self._even = even
        self._longest = LIMITS.line_characters

    def __len__(self) -> int:
        """The number of rows."""
        return self._count

    def blocks(self, most: int) -> Iterator[list[list[str]]]:
        """The rows in blocks of at most so many."""
        stripping, left = _APOSTROPHE.search(self._content) is not None, self._count
        for rows in self._split(most):
            right = rows if self._even else [cells for cells in rows if len(cells) == self._width][:left]
            left -= len(right)
            if right:
                yield [_bared(cells) for cells in right] if stripping else right

    def _split(self, most: int) -> Iterator[list[list[str]]]:
        """All rows after the header, of whatever width; damaged ones are passed over."""
        reader = _reader(self._content, self._layout, self._longest)
        headed = bool(self._layout.headings)
        while True:
            rows: list[list[str]] = []
            try:
                while not headed:
                    headed = bool(next(reader))
                rows.extend(islice(reader, most))
            except StopIteration:
                return
            except csv.Error:
                yield rows
                continue
            if not rows:
                return
            yield rows

    def __iter__(self) -> Iterator[Cells]:
        """Every row as a tuple."""
        return (tuple(cells) for rows in self.blocks(_STEP) for cells in rows)

    @overload
    def __getitem__(self, index: int) -> Cells: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Cells]: ...
    def __getitem__(self, index: int | slice) -> Cells | Sequence[Cells]:
        """One row, or some: all rows are split to find it."""
        return tuple(self)[index]

    def at(self, positions: Iterable[int]) -> dict[int, Cells]:
        """Position -> the row there, for some rows: all rows are split once, however many are asked for."""
        wanted, found, start = sorted(set(positions)), dict[int, Cells](), 0
        blocks = self.blocks(_STEP)
        while len(found) < len(wanted):
            block = next(blocks)
            while len(found) < len(wanted) and wanted[len(found)] < start + len(block):
                found[wanted[len(found)]] = tuple(block[wanted[len(found)] - start])
            start += len(block)
        return found

    def __eq__(self, other: object) -> bool:
        """Equal to any sequence of the same rows."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(tuple.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]


def _reader(content: bytes, layout: Layout, longest: int) -> Any:
    """A reader over the content, of which one piece at a time is text."""
    csv.field_size_limit(longest)
    lines = chain.from_iterable(io.StringIO(piece.decode(), newline="") for _, piece in pieces(content))
    if layout.delimiter == "\t":
        return csv.reader(lines, strict=True, delimiter="\t", quoting=csv.QUOTE_NONE)
    return csv.reader(lines, strict=True, delimiter=layout.delimiter)


def _bared(cells: list[str]) -> list[str]:
    return [bare(cell) if cell[:1] == "'" else cell for cell in cells]


class _Scan:
    """The first reading of a file: which rows can be read, on which lines they start, and what is wrong."""

    def __init__(self, file: str, content: bytes, layout: Layout) -> None:
        self.file, self.content, self.layout = file, content, layout
        self.header: tuple[int, Cells] | None = (0, layout.headings) if layout.headings else None
        self.aside: list[Aside] = []
        self.problems: list[Problem] = []
        self.lines: list[int] = []
        self.width = len(layout.headings)
        self.odd = 0  # records read with more care: the header, blank lines, rows of another width

    def sheet(self) -> Sheet:
        """The table, what is set aside, and the problems."""
        self._scan()
        wrong = header_problem(self.file, self.header, self.layout.delimiter)
        if self.header is None or wrong:
            left = tuple(Aside(line, cells) for line, cells in zip(self.lines, self._rows(), strict=True))
            found = [replace(wrong, count=max(1, len(left)))] if wrong else []
            return Sheet(RawTable(self.file, (), (), ()), (*left, *self.aside), (*found, *self.problems))
        columns = tuple(name.strip() for name in self.header[1])
        table = RawTable(self.file, columns, self._rows(), tuple(self.lines))
        return Sheet(table, tuple(self.aside), tuple(self.problems))

    def _rows(self) -> Rows:
        headers = 0 if self.layout.headings else 1
        even = self.odd == headers and not self.aside
        return Rows(self.content, self.layout, self.width, len(self.lines), even=even)

    def _scan(self) -> None:
        reader = _reader(self.content, self.layout, LIMITS.line_characters)
        while True:
            before = reader.line_num
            try:
                # Nearly every row is plain; it takes the short way.
                width, room = self._plain()
                for cells in reader:
                    if len(cells) == width and len(self.lines) < room:
                        self.lines.append(before + 1)
                    else:
                        self.odd += 1
                        if cells and not self._take(before + 1, cells):
                            return
                        width, room = self._plain()
                    before = reader.line_num
                return
            except csv.Error as error:
                self._damaged(before + 1, reader.line_num, error)

    def _plain(self) -> tuple[int, int]:
        """How many cells a plain row has (-1 before there is a header), and how many rows are plainly within limits."""
        return self.width or -1, LIMITS.table_rows - 1 - len(self.aside)

    def _take(self, line: int, cells: list[str]) -> bool:
        """Take one row; False where no more rows are read."""
        if len(cells) == self.width:
            self.lines.append(line)
            if len(self.lines) + len(self.aside) < LIMITS.table_rows:
                return True
            self.lines.pop()
            self.problems.append(problem("file_too_large", self.file, line,
                                         f"The table has more than {LIMITS.table_rows:,} rows."))
            return False
        if self.header is None:
            self.header, self.width = (line, tuple(_bared(cells))), len(cells)
        else:
            self.put_aside(line, tuple(_bared(cells)), f"The row has {len(cells):,} cells, the header "
                           f"{self.width:,}.")
        return True

    def put_aside(self, line: int, cells: Cells, message: str) -> None:
        """Set a row aside, with its problem; the row's id is its first cell where the cell looks like one."""
        self.aside.append(Aside(line, cells))
        if len(self.problems) < LIMITS.problems_a_file:
            first = plain(cells[0]) if cells and len(cells[0]) <= 40 else ""
            self.problems.append(problem("row_width", self.file, line, message, row_id=first))
        elif len(self.problems) == LIMITS.problems_a_file:
            self.problems.append(problem("row_width", self.file, 0, "More rows of this file have the wrong width."))
        else:
            self.problems[-1] = replace(self.problems[-1], count=self.problems[-1].count + 1)

    def _damaged(self, line: int, last: int, error: csv.Error) -> None:
        """A row that cannot be split into cells: say which lines it took with it."""
        said = str(error)
        if "end of data" in said:
            message = (f"A quote is opened in the row that starts here and never closed; "
                       f"lines {line} to {max(line, last)} are set aside.")
        elif "field larger" in said:
            message = f"A cell is longer than {LIMITS.line_characters:,} characters."
        else:
            message = "A quote stands inside a cell: double it, and put the whole cell in quotes."
        self.put_aside(line, (), message)


def header_problem(file: str, header: tuple[int, Sequence[str]] | None, delimiter: str = ",") -> Problem | None:
    """What is wrong with a header: (line, headings), None where there is none."""
    if header is None:
        return problem("column_missing", file, 0, "The table is empty: it has no header.", mend="Add the header.")
    line, cells = header
    names = [name.strip() for name in cells]
    if delimiter == "," and len(names) == 1 and re.search(r"[;\t|]", names[0]):
        return problem("column_missing", file, line, "The cells are not separated by commas.",
                       mend="Save the table as CSV with commas, in UTF-8.")
    if len(names) > LIMITS.table_columns:
        return problem("file_too_large", file, line, f"The header has more than {LIMITS.table_columns} columns.")
    for position, name in enumerate(names):
        if name and name in names[:position]:
            return problem("id_duplicate", file, line, f"The header has two columns {quoted(name)}.")
    return None
