"""Raw tables to sheets of one kind: rows of several files one after the other, ids settled, decisions laid over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.collect.foreign import Block, Foreign, digest
from servanda.collect.nearest import nearest
from servanda.model.case import RawTable
from servanda.model.problems import Problem, problem

Parse = Callable[[str], Any]
Overrides = Mapping[str, Mapping[str, str]]  # row id -> column -> decided text
# (column, parser) -> what each distinct cell says, and why those that say nothing cannot be read
Read = dict[tuple[str, Parse], tuple[dict[str, Any], dict[str, str]]]
_MOST_READ = 100_000  # distinct cells remembered of one column

__all__ = ["IdsClash", "Overrides", "Parse", "Sheet", "as_it_stands", "nearest", "sheets"]


class IdsClash(Exception):
    """Two rows have one id, which was not looked for beforehand: the sheets are to be read anew."""


def as_it_stands(cell: str) -> str:
    """The cell as text."""
    return cell


@dataclass
class Sheet:
    """Rows of one kind as columns of text, with what became of each row.

    ``reasons`` holds the code that set a row aside, None = in use.
    """

    table: str
    cells: dict[str, list[str]]
    files: list[str]
    lines: list[int]
    ids: list[str]
    reasons: list[str | None]
    problems: list[Problem] = field(default_factory=list)
    read: Read = field(default_factory=dict)  # what cells were found to say, shared with the sheets before it

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.files)

    def texts(self, name: str) -> list[str]:
        """The cells of a column as text; '' throughout where the tables have no such column."""
        return self.cells.get(name) or [""] * len(self)

    def refuse(self, row: int, code: str, message: str) -> None:
        """Set a row aside, if no earlier reason did, and say so; of a row set aside whole nothing more is said."""
        if self.reasons[row] in UNREAD:
            return
        self.problems.append(problem(code, self.files[row], self.lines[row], message, row_id=self.ids[row]))
        if self.reasons[row] is None:
            self.reasons[row] = code

    def column(self, name: str, parse: Parse) -> list[Any]:
        """The values of a column; each distinct cell is parsed once, a wrong one sets its rows aside."""
        texts = self.cells.get(name)
        if not texts:
            return [None] * len(self)
        if parse is as_it_stands:
            return [text or None for text in texts] if "" in texts else list(texts)
        good, bad = self.read.setdefault((name, parse), ({"": None}, {}))
        try:
            values = list(map(good.__getitem__, texts))
        except KeyError:
            _read_new(set(texts).difference(good), parse, good, bad)
            values = list(map(good.__getitem__, texts))
        if bad and not bad.keys().isdisjoint(texts):
            for row, text in enumerate(texts):
                if text in bad:
                    self.refuse(row, "cell_wrong", f"`{name}` is `{text[:80]}`: {bad[text]}.")
        if len(good) > _MOST_READ:
            del self.read[name, parse]
        return values

    def append(self, file: str, block: Block, ids: Sequence[str]) -> None:
        """Add a block of rows of a file under their settled ids."""
        before, size = len(self), len(block.lines)
        for name in {*self.cells, *block.cells}:
            self.cells.setdefault(name, [""] * before).extend(block.cells.get(name) or [""] * size)
        self.files.extend([file] * size)
        self.lines.extend(block.lines)
        self.ids.extend(ids)
        self.reasons.extend(block.reasons)
        for row, message in block.told:
            self.refuse(before + row, "cell_wrong", message)


def _read_new(texts: Iterable[str], parse: Parse, good: dict[str, Any], bad: dict[str, str]) -> None:
    """Read cells that were not met before: what they say, or why they cannot be read."""
    for text in texts:
        try:
            good[text] = parse(text)
        except ValueError as error:
            good[text], bad[text] = None, str(error)


# Rows that are set aside as they stand: because the file, or the publisher, does not say what we ask.
UNREAD = ("row_outside", "row_withdrawn", "column_missing", "value_wrong")


def sheets(table: str, raws: Sequence[RawTable], columns: Sequence[str], key: str, overrides: Overrides,
           most: int, *, unique: bool = False) -> Iterator[Sheet]:
    """The rows of all raw tables of a kind, files in order of their names, in sheets of some ``most`` rows.

    There is at least one sheet.  ``columns`` are the input columns known, ``key`` the id column;
    ``overrides`` are what people decided, laid over the cells as read.  With ``unique`` every id is taken
    to stand for one row, which saves reading all rows twice; raises `IdsClash` at the end if it was not so.
    """
    tables = [Foreign(raw, columns, key) for raw in sorted(raws, key=lambda item: item.file)]
    clashes = {} if unique else _clashes(tables, [id_ for one in tables for id_ in one.ids()])
    seen: set[str] = set()
    read: Read = {}
    made, done = _empty(table, read), 0
    for one in tables:
        made.problems += one.problems
        for block in one.blocks():
            made.append(one.file, block, block.ids)
            if unique:
                seen.update(block.ids)
            done += len(block.lines)
            if 2 * len(made) >= most:
                yield _finished(made, done, clashes, columns, key, overrides)
                made = _empty(table, read)
        made.problems += one.outside()
    if unique and len(seen) < done:
        raise IdsClash
    if made.files or made.problems or not done:
        yield _finished(made, done, clashes, columns, key, overrides)


def _empty(table: str, read: Read) -> Sheet:
    return Sheet(table, {}, [], [], [], [], read=read)


def _finished(made: Sheet, done: int, clashes: Mapping[int, tuple[str, str]], columns: Sequence[str], key: str,
              overrides: Overrides) -> Sheet:
    """The sheet that ends with row ``done``, with clashing ids settled and decisions laid over it."""
    first = done - len(made)
    if clashes:
        for row in range(len(made)):
            if first + row in clashes:
                made.ids[row], message = clashes[first + row]
                made.refuse(row, "row_id_clash", message)
    for row, reason in enumerate(made.reasons) if "row_withdrawn" in made.reasons else ():
        if reason == "row_withdrawn":
            made.problems.append(problem(reason, made.files[row], made.lines[row], f"`{made.ids[row][:80]}` was "
                                         "withdrawn by its publisher.", row_id=made.ids[row]))
    _refuse_odd_ids(made, key)
    _override(made, columns, overrides)
    return made


def _clashes(tables: Iterable[Foreign], ids: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Row -> (new id, message) of all rows of one id but the first by file and content, whatever their lines."""
    if len(set(ids)) == len(ids):
        return {}
    twice = {id_ for id_, count in Counter(ids).items() if count > 1}
    seen: dict[str, list[tuple[str, str, int, int]]] = {id_: [] for id_ in sorted(twice)}
    row = 0
    for one in tables:
        for block in one.blocks():
            names = sorted(block.cells)
            for place, line in enumerate(block.lines):
                if ids[row] in twice:
                    content = digest({name: block.cells[name][place] for name in names})
                    seen[ids[row]].append((one.file, content, line, row))
                row += 1
    return _renumbered(seen, set(ids))


def _renumbered(seen: Mapping[str, list[tuple[str, str, int, int]]], taken: set[str]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for id_, rows in seen.items():
        rows.sort(key=lambda one: (one[0], one[1]))
        file, _, line, _ = rows[0]
        number = 2
        for _, _, _, row in rows[1:]:
            while f"{id_}-{number}" in taken:
                number += 1
            taken.add(f"{id_}-{number}")
            found[row] = (f"{id_}-{number}", f"`{id_}` is the id of another row too ({file}:{line}).")
    return found


def _refuse_odd_ids(made: Sheet, key: str) -> None:
    """Refuse rows whose id would fall apart in a list of ids, and so drop out of it in silence."""
    for row, id_ in enumerate(made.ids) if ";" in "".join(made.ids) else ():
        if ";" in id_:
            made.refuse(row, "cell_wrong", f"`{key}` is `{id_[:80]}`: a `;` separates the members of a list.")


def _override(made: Sheet, columns: Sequence[str], overrides: Overrides) -> None:
    """Lay decided values over the cells as read."""
    if not overrides:
        return
    rows = {id_: row for row, id_ in enumerate(made.ids)}
    for id_, fields in overrides.items():
        for name, text in fields.items():
            if id_ in rows and name in columns:
                made.cells.setdefault(name, [""] * len(made))[rows[id_]] = text
