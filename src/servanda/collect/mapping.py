"""Raw tables to one sheet per kind: foreign columns renamed, rows checked for width, ids settled."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from servanda.model.case import RawTable
from servanda.model.problems import Problem, problem

Parse = Callable[[str], Any]
Overrides = Mapping[str, Mapping[str, str]]  # row id -> column -> decided text


@dataclass
class Sheet:
    """All rows of one kind as columns of text, with what became of each row.

    ``reasons`` holds the code that set a row aside, None = in use.
    """

    table: str
    cells: dict[str, list[str]]
    files: list[str]
    lines: list[int]
    ids: list[str]
    reasons: list[str | None]
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.files)

    def texts(self, name: str) -> list[str]:
        """The cells of a column as text; '' throughout where the tables have no such column."""
        return self.cells.get(name) or [""] * len(self)

    def refuse(self, row: int, code: str, message: str) -> None:
        """Set a row aside for that reason, if no earlier one did, and say so."""
        self.problems.append(problem(code, self.files[row], self.lines[row], message, row_id=self.ids[row]))
        if self.reasons[row] is None:
            self.reasons[row] = code

    def column(self, name: str, parse: Parse) -> list[Any]:
        """The values of a column; each distinct cell is parsed once, a wrong one sets its rows aside."""
        texts = self.texts(name)
        good: dict[str, Any] = {"": None}
        bad: dict[str, str] = {}
        for text in set(texts) - {""}:
            try:
                good[text] = parse(text)
            except ValueError as error:
                good[text], bad[text] = None, str(error)
        if bad:
            for row, text in enumerate(texts):
                if text in bad:
                    self.refuse(row, "cell_wrong", f"`{name}` is `{text[:80]}`: {bad[text]}.")
        return [good[text] for text in texts]


def nearest(word: str, known: Iterable[str]) -> str:
    """`` (did you mean `x`?)`` where a known word is close, else ''."""
    options = sorted(known)
    folded = {option.casefold(): option for option in options}
    close = difflib.get_close_matches(word.casefold(), list(folded), 1, 0.6)
    return f" (did you mean `{folded[close[0]]}`?)" if close else ""


def sheet(table: str, raws: Sequence[RawTable], columns: Sequence[str], key: str,
          overrides: Overrides) -> Sheet:
    """One sheet of all raw tables of a kind, files in order of their names.

    ``columns`` are the input columns known, ``key`` the id column; ``overrides`` are what people
    decided, laid over the cells as read.
    """
    whole = Sheet(table, {name: [] for name in columns}, [], [], [], [])
    for raw in sorted(raws, key=lambda item: item.file):
        _append(whole, raw, columns, key)
    _settle_clashes(whole)
    _override(whole, overrides)
    return whole


def _append(whole: Sheet, raw: RawTable, columns: Sequence[str], key: str) -> None:
    """Add one raw table's rows to the sheet."""
    size = len(raw.rows)
    theirs = _theirs(raw, columns, whole.problems)
    by_name = dict(zip(raw.columns, zip(*raw.rows, strict=True), strict=True)) if raw.rows else {}
    read = {ours: _clean(by_name[name], _renamed(raw, ours)) for ours, name in theirs.items() if name in by_name}
    ids = _ids(raw, read, key)
    unread = [""] * len(raw.aside)
    for name in columns:
        default = _default(raw, name)
        cells = read.get(name, [""] * size)
        whole.cells[name].extend([cell or default for cell in cells] if default else cells)
        whole.cells[name].extend(unread)
    whole.files.extend([raw.file] * (size + len(unread)))
    whole.lines.extend((*raw.lines, *(line for line, _ in raw.aside)))
    whole.ids.extend((*ids, *(_aside_id(raw, line, cells) for line, cells in raw.aside)))
    whole.reasons.extend([None] * size + ["row_width"] * len(unread))


def _aside_id(raw: RawTable, line: int, cells: Sequence[str]) -> str:
    """An id for a row that cannot be read: file stem and hash of what stands there."""
    return f"{PurePosixPath(raw.file).stem}-{_digest({'': chr(31).join(cells) or str(line)})}"


def _theirs(raw: RawTable, columns: Sequence[str], problems: list[Problem]) -> dict[str, str]:
    """Our column -> the heading that holds it; unknown headings of our own tables are told."""
    mapped: Mapping[str, str] = raw.mapping.get("columns") or {}
    if raw.mapping:
        for ours in mapped:
            if ours not in columns:
                problems.append(problem("column_unknown", raw.file, 0,
                                        f"The mapping names `{ours}`, which is no column{nearest(ours, columns)}."))
        same = {name: name for name in raw.columns if name in columns and name not in mapped.values()}
        return {**same, **{ours: name for ours, name in mapped.items() if ours in columns}}
    for name in raw.columns:
        if name not in columns:
            problems.append(problem("column_unknown", raw.file, 1,
                                    f"`{name}` is no column of this table{nearest(name, columns)}."))
    return {name: name for name in raw.columns if name in columns}


def _renamed(raw: RawTable, ours: str) -> Mapping[str, str]:
    """Their value -> ours for a column, as the side-car says."""
    values: Mapping[str, Mapping[str, Any]] = raw.mapping.get("values") or {}
    return {str(old): str(new) for old, new in (values.get(ours) or {}).items()}


def _default(raw: RawTable, name: str) -> str:
    """What the side-car says of every row that has no cell of its own."""
    constants: Mapping[str, Any] = raw.mapping.get("constants") or {}
    if name in constants:
        return str(constants[name])
    return str(raw.mapping.get(name) or "") if name in ("licence", "tlp") else ""


def _clean(cells: Sequence[str], renamed: Mapping[str, str]) -> list[str]:
    """Cells without blanks around them, their values put into ours."""
    stripped = [cell.strip() for cell in cells]
    return [renamed.get(cell, cell) for cell in stripped] if renamed else stripped


def _ids(raw: RawTable, read: Mapping[str, list[str]], key: str) -> list[str]:
    """Given ids (with the mapping's prefix); else file stem and hash of the row's content."""
    prefix = str(raw.mapping.get("prefix") or "")
    given = read.get(key, [""] * len(raw.rows))
    if all(given):
        return [prefix + id_ for id_ in given] if prefix else list(given)
    names = sorted(read)
    stem = PurePosixPath(raw.file).stem
    return [prefix + id_ if id_ else f"{prefix}{stem}-{_digest({n: read[n][row] for n in names})}"
            for row, id_ in enumerate(given)]


def _digest(cells: Mapping[str, str]) -> str:
    """First 10 hex digits of the hash of all cells that say something."""
    text = "\x1e".join(f"{name}\x1f{cell}" for name, cell in cells.items() if cell)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _settle_clashes(whole: Sheet) -> None:
    """Refuse all rows of one id but the first in order of file and content, whatever their lines."""
    seen: dict[str, list[int]] = {}
    for row, id_ in enumerate(whole.ids):
        seen.setdefault(id_, []).append(row)
    if len(seen) == len(whole.ids):
        return
    taken = set(seen)
    for id_, rows in sorted(seen.items()):
        names = [name for name in sorted(whole.cells) if whole.cells[name]]
        rows.sort(key=lambda row: (whole.files[row], _digest({n: whole.cells[n][row] for n in names})))
        number = 2
        for row in rows[1:]:
            while f"{id_}-{number}" in taken:
                number += 1
            whole.ids[row] = f"{id_}-{number}"
            taken.add(whole.ids[row])
            whole.refuse(row, "row_id_clash",
                         f"`{id_}` is the id of another row too ({whole.files[rows[0]]}:{whole.lines[rows[0]]}).")


def _override(whole: Sheet, overrides: Overrides) -> None:
    """Lay decided values over the cells as read."""
    if not overrides:
        return
    rows = {id_: row for row, id_ in enumerate(whole.ids)}
    for id_, fields in overrides.items():
        for name, text in fields.items():
            if id_ in rows and name in whole.cells:
                whole.cells[name][rows[id_]] = text
