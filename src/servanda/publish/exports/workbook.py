"""Every table as a sheet of one XLSX workbook: typed cells, no formula, nothing hidden, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from servanda.guard import text as guarded
from servanda.model.tables import TABLES, Column, Table
from servanda.publish import cells
from servanda.publish.exports.parcel import Parcel, Written, file_of
from servanda.queries import tables

NAME = "case.xlsx"
# What the format holds: rows of a sheet (one is the heading), UTF-16 units of a cell, digits of a number.
SHEET_ROWS = 1_048_576
CELL_UNITS = 32_767
_DIGITS = 15
# Its calendar takes 1900 for a leap year: days before that March are written as text.
_FIRST_DAY, _LAST_DAY = date(1900, 3, 1), date(9999, 12, 31)
_EPOCH = datetime(1970, 1, 1)
_INSTANT, _DAY = 'yyyy-mm-dd"T"hh:mm:ss"Z"', "yyyy-mm-dd"
_DICTIONARY = ("table", "column", "type", "unit", "what it says", "empty means", "sharing")


def write(parcel: Parcel, folder: Path) -> Written:
    """``case.xlsx``: a sheet that says what this is, a sheet for each table asked for, and the dictionary."""
    import xlsxwriter  # a tenth of a second that only this format should cost

    path = file_of(folder, NAME)
    book = xlsxwriter.Workbook(str(path), {
        "constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False})
    try:
        done = _Sheets(book, parcel).fill()
    finally:
        book.close()
    return done


class _Sheets:
    """The workbook while it is filled; ``notes`` gathers what does not fit."""

    def __init__(self, book: Any, parcel: Parcel) -> None:
        self.book, self.parcel = book, parcel
        about = parcel.about
        day = parcel.day
        book.set_properties({"title": about["title"], "subject": about["case"], "comments": about["note"],
                             "created": datetime(max(day.year, 1980), day.month, day.day)})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.forms = {"instant": book.add_format({"num_format": _INSTANT}),
                      "date": book.add_format({"num_format": _DAY})}
        self.notes: list[str] = []
        self.rows: list[tuple[str, str, int]] = []

    def fill(self) -> Written:
        """Every sheet, the first one last, as it tells what the others hold."""
        first = self.book.add_worksheet("read me")
        for name in self.parcel.names:
            self._table(TABLES[name])
        self._dictionary()
        self._read_me(first)
        return Written({f"{NAME}:{sheet}": count for sheet, _, count in self.rows}, tuple(self.notes))

    def _sheet(self, title: str, names: Sequence[str], wide: int = 14) -> Any:
        sheet = self.book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(names) - 1, wide)
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, self.bold)
        return sheet

    def _table(self, table: Table) -> None:
        """One table, on as many sheets as its rows need."""
        cut = self.parcel.cut(table.name)
        if cut:
            self.notes.append(self.parcel.cut_note(table.name, f"{NAME}:{table.name}"))
        rows = tables.rows(self.parcel.db, table.name, open_only=cut)
        most = SHEET_ROWS - 1
        parts = [rows[start:start + most] for start in range(0, len(rows), most)] or [[]]
        for number, part in enumerate(parts, 1):
            title = table.name if number == 1 else f"{table.name[:24]} ({number})"
            self._rows(table, self._sheet(title, table.names), part)
            self.rows.append((title, table.doc, len(part)))
        if len(parts) > 1:
            self.notes.append(f"{NAME}: `{table.name}` has {len(rows):,} rows and goes over {len(parts)} sheets, "
                              f"as a sheet holds {SHEET_ROWS:,}.")

    def _rows(self, table: Table, sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
        writers = [self._writer(column, sheet) for column in table.columns]
        for line, row in enumerate(rows, 1):
            for place, (write, value) in enumerate(zip(writers, row, strict=True)):
                if value is not None and value != "" and write(line, place, value):
                    self._shortened(table, row, table.columns[place], value)

    def _shortened(self, table: Table, row: Sequence[Any], column: Column, value: str) -> None:
        key = ", ".join(guarded.plain(str(row[table.names.index(part)])) for part in table.key)
        self.notes.append(f"{NAME}: `{column.name}` of `{table.name}` {guarded.quoted(key)} has {len(value):,} "
                          f"characters and is cut, as a cell holds {CELL_UNITS:,}; it is whole as CSV.")

    def _writer(self, column: Column, sheet: Any) -> Callable[[int, int, Any], bool]:
        """What puts a value of this column into a cell; it returns whether something of it had to be cut."""
        def text(line: int, place: int, value: Any) -> bool:
            whole = guarded.cell(sound(str(value)))
            short = fitting(whole)
            sheet.write_string(line, place, short)
            return short is not whole

        def number(line: int, place: int, value: Any) -> bool:
            printed = cells.number(value)
            if len(printed.lstrip("-0.").replace(".", "")) > _DIGITS:
                sheet.write_string(line, place, printed)
            else:
                sheet.write_number(line, place, int(printed) if "." not in printed else float(printed))
            return False

        def truth(line: int, place: int, value: Any) -> bool:
            # A word as in CSV: LibreOffice makes a formula, TRUE(), of the format's own kind of cell.
            sheet.write_string(line, place, cells.yes_no(value))
            return False

        def moment(line: int, place: int, value: Any) -> bool:
            when = _day(value) if column.type == "date" else _instant(value)
            if when is None:
                return text(line, place, value if column.type == "date" else cells.instant(value))
            sheet.write_datetime(line, place, when, self.forms[column.type])
            return False

        return {"int": number, "num": number, "bool": truth, "date": moment, "instant": moment}.get(column.type, text)

    def _dictionary(self) -> None:
        sheet = self._sheet("dictionary", _DICTIONARY, 24)
        rows = [(name, c.name, c.type, c.unit, c.doc, c.empty, c.sharing) for name in self.parcel.names
                for c in TABLES[name].columns]
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                sheet.write_string(line, place, guarded.cell(value))

    def _read_me(self, sheet: Any) -> None:
        """What this is and is not, what each sheet holds, and whatever a reader must be told."""
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        times = ("Times are UTC. An empty cell means what the sheet `dictionary` says of its column; `unknown` is an "
                 "answer. Members of a list are joined by `;`. A text that a spreadsheet could take for a formula "
                 "begins with an apostrophe that is not part of it.")
        lines: list[tuple[str, str | int]] = [
            *((key.replace("_", " "), value) for key, value in self.parcel.about.items()), ("how to read it", times),
            *(("note", note) for note in self.notes), ("", ""), ("sheet", "holds")]
        lines += [(title, f"{doc} Rows: {count:,}.") for title, doc, count in self.rows]
        for line, (key, value) in enumerate(lines):
            sheet.write_string(line, 0, guarded.cell(key), self.bold)
            sheet.write_string(line, 1, fitting(guarded.cell(str(value))), self.wrapped)


def sound(text: str) -> str:
    """The text without halves of pairs, which no file can hold; they become `?` as in every export."""
    return text.encode("utf-8", "replace").decode("utf-8")


def fitting(text: str) -> str:
    """The text itself where a cell holds it, else its beginning and an ellipsis."""
    if len(text) <= CELL_UNITS // 2 or len(text.encode("utf-16-le")) // 2 <= CELL_UNITS:
        return text
    return text.encode("utf-16-le")[:2 * (CELL_UNITS - 1)].decode("utf-16-le", "ignore") + "…"


def _day(value: str) -> date | None:
    when = cells.day(value)
    return when if when and _FIRST_DAY <= when <= _LAST_DAY else None


def _instant(value: int) -> datetime | None:
    try:
        when = _EPOCH + timedelta(seconds=int(value))
    except OverflowError:
        return None
    return when if when.date() >= _FIRST_DAY else None
