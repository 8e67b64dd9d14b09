"""Tables inside other files: XLSX, Parquet and GeoJSON as rows of text, within limits; nothing in them is run."""

from __future__ import annotations

import io
import math
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

# One parser whatever is installed beside: the guarded one of the standard library, never another's.
os.environ["OPENPYXL_LXML"] = "False"
import openpyxl  # noqa: E402

from servanda.guard.limits import LIMITS  # noqa: E402
from servanda.guard.markup import read_json  # noqa: E402
from servanda.guard.tables import Aside, Cells, Sheet, header_problem  # noqa: E402
from servanda.guard.text import canonical_json, quoted  # noqa: E402
from servanda.model.case import RawTable  # noqa: E402
from servanda.model.problems import Problem, problem  # noqa: E402

_MIDNIGHT = time(0, 0)
_LON, _LAT = "longitude", "latitude"


class _Refused(Exception):
    """The file is not read; says why."""


def text_of(value: object) -> str:
    """A typed cell as text: ``3`` for 3.0, a day for its midnight, '' for nothing."""
    if value is None or isinstance(value, float) and math.isnan(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.timetz() == _MIDNIGHT
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return canonical_json(value) if isinstance(value, dict | list) else str(value)


def framed(file: str, rows: Iterable[tuple[int, Cells]]) -> Sheet:
    """A sheet of rows with their lines, the first of which is the header; rows without any text are passed over.

    Cells that are missing at the end of a row are empty; a row that says something beyond the header goes aside.
    """
    header: Cells | None = None
    kept: list[Cells] = []
    lines: list[int] = []
    aside: list[Aside] = []
    problems: list[Problem] = []
    for line, row in rows:
        cells = _trimmed(row)
        if not cells:
            continue
        if header is None:
            header = cells
            wrong = header_problem(file, (line, header), "")
            if wrong:
                return Sheet(RawTable(file, (), (), ()), (), (wrong,))
        elif len(cells) <= len(header):
            kept.append(cells + ("",) * (len(header) - len(cells)))
            lines.append(line)
        else:
            aside.append(Aside(line, cells))
            problems.append(problem("row_width", file, line, "The row has a cell beyond the last heading."))
    if header is None:
        return Sheet(RawTable(file, (), (), ()), (), (problem("column_missing", file, 0, "The table is empty: it has "
                                                              "no header.", mend="Add the header."),))
    table = RawTable(file, tuple(name.strip() for name in header), tuple(kept), tuple(lines))
    return Sheet(table, tuple(aside), tuple(problems[:LIMITS.problems_a_file]))


def _trimmed(cells: Cells) -> Cells:
    size = len(cells)
    while size and not cells[size - 1].strip():
        size -= 1
    return cells[:size]


def refused(file: str, message: str, mend: str = "") -> Sheet:
    """A sheet of nothing, with the problem of the file."""
    return Sheet(RawTable(file, (), (), ()), (), (problem("file_unreadable", file, 0, message, mend=mend),))


# -- XLSX -----------------------------------------------------------------------------------------------


def read_xlsx(file: str, content: bytes, sheet: str = "") -> Sheet:
    """The sheet of that name, or the first one.

    Formulas are not computed: the value that was saved with them is read.  Text stays text, whatever
    it begins with.
    """
    try:
        _check_size(content)
        return framed(file, _sheet_rows(content, sheet))
    except _Refused as stop:
        return refused(file, str(stop), "Save the sheet as CSV in UTF-8.")
    except Exception:  # the parser raises whatever a damaged file leads it to; nothing of it is of use to anybody
        return refused(file, "The file is damaged, locked, or no spreadsheet of the kind XLSX.",
                       "Save it anew as XLSX, or as CSV in UTF-8.")


def _check_size(content: bytes) -> None:
    """Refuse by what the archive says of itself; its reader gives no more than that."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    size = sum(member.file_size for member in members)
    if len(members) > LIMITS.archive_files or size > LIMITS.sheet_bytes:
        raise _Refused(f"The spreadsheet unpacks to {size:,} bytes; at most {LIMITS.sheet_bytes:,} are read.")
    if size > max(LIMITS.ratio_free_bytes, LIMITS.unpacked_ratio * len(content)):
        raise _Refused(f"The spreadsheet unpacks to more than {LIMITS.unpacked_ratio} times its own size.")


def _sheet_rows(content: bytes, name: str) -> Iterator[tuple[int, Cells]]:
    if not openpyxl.DEFUSEDXML:
        raise _Refused("Spreadsheets are read only where the package defusedxml is installed.")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        if name and name not in book.sheetnames:
            raise _Refused(f"There is no sheet {quoted(name)}; there are "
                           f"{', '.join(quoted(one) for one in book.sheetnames[:20])}.")
        sheet: Any = book[name or book.sheetnames[0]]
        sheet.reset_dimensions()  # the file's own word for its size may be wrong
        for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if line > LIMITS.table_rows:
                raise _Refused(f"The sheet has more than {LIMITS.table_rows:,} rows.")
            yield line, tuple(map(text_of, row))
    finally:
        book.close()


# -- GeoJSON --------------------------------------------------------------------------------------------


def read_geojson(file: str, text: str) -> Sheet:
    """The features of a collection: a column a property, and `longitude` and `latitude` of points.

    A feature counts as a line, after one for the header; of a shape that is no point no position is taken.
    """
    value, problems = read_json(file, text)
    if problems:
        return Sheet(RawTable(file, (), (), ()), (), tuple(problems))
    features = value.get("features") if isinstance(value, Mapping) else None
    if not isinstance(features, list) or not all(isinstance(one, Mapping) for one in features):
        return refused(file, "The file is no GeoJSON collection of features.", "Save it as a FeatureCollection.")
    rows = [_flat(one) for one in features]
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [tuple(row.get(name, "") for name in names) for row in rows]
    return framed(file, [(1, tuple(names)), *((line, row) for line, row in enumerate(cells, 2))])


def _flat(feature: Mapping[str, Any]) -> dict[str, str]:
    properties, geometry = feature.get("properties"), feature.get("geometry")
    row = {str(name): text_of(value) for name, value in properties.items()} if isinstance(properties, Mapping) else {}
    point = geometry.get("coordinates") if isinstance(geometry, Mapping) and geometry.get("type") == "Point" else None
    if isinstance(point, list) and len(point) >= 2:
        row = {**row, _LON: text_of(point[0]), _LAT: text_of(point[1])}
    return row
