"""One raw table under its mapping or preset: their cells in blocks of rows as cells of ours, with ids."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import PurePosixPath
from typing import Any

from servanda.collect.nearest import nearest
from servanda.collect.presets import PRESETS, Derived, Preset
from servanda.guard.tables import Rows
from servanda.model.case import RawTable
from servanda.model.problems import Problem, problem
from servanda.model.tables import TABLES

BLOCK = 12_000  # rows taken at a time: enough for speed, little enough for memory
_MOST_KNOWN = 200_000  # distinct cells remembered of one derived column
_PLAIN = PRESETS["plain"]
REPORT_COLUMNS = TABLES["reports"].names


@dataclass
class Block:
    """Some rows as columns of ours: cells, the line of each row, its id, and why it is set aside (None = it is not).

    ``told`` holds (row, message) of cells that cannot be read.
    """

    cells: dict[str, list[str]]
    lines: list[int]
    ids: list[str]
    reasons: list[str | None]
    told: list[tuple[int, str]]

    def pick(self, rows: Sequence[int]) -> Block:
        """Those rows, in that order, some perhaps more than once; what is told of them is told once."""
        where: dict[int, int] = {}
        for new, old in enumerate(rows):
            where.setdefault(old, new)
        return Block({name: [cells[row] for row in rows] for name, cells in self.cells.items()},
                     [self.lines[row] for row in rows], [], [self.reasons[row] for row in rows],
                     [(where[row], message) for row, message in self.told if row in where])


class Foreign:
    """A raw table and how it is read."""

    def __init__(self, raw: RawTable, columns: Sequence[str], key: str) -> None:
        """``columns`` are the input columns known, ``key`` the id column."""
        self.raw, self.key = raw, key
        self.stem, self.prefix = PurePosixPath(raw.file).stem, str(raw.mapping.get("prefix") or "")
        self.problems: list[Problem] = []
        self.preset = self._preset()
        self.prefix = self.prefix or self.preset.prefix
        self.unreadable = self._missing()
        self.theirs = self._theirs(columns)
        self.renamed = self._renamed()
        self.defaults = {name: text for name in columns if (text := self._default(name))}
        self._outside: Counter[str] = Counter()
        self._withdrawn = frozenset(self.raw.mapping.get("withdrawn") or ())
        self._known: dict[str, dict[tuple[str, ...], str | ValueError]] = {name: {} for name in self._made()}

    @property
    def file(self) -> str:
        """The file of the table."""
        return self.raw.file

    def names(self) -> set[str]:
        """The columns of ours that it fills."""
        parts = {name for part in self.preset.parts for name in (part.column, *part.constants)}
        return {*self.theirs, *self.defaults, *self.preset.derived, *parts, *filter(None, [self.preset.counted])}

    # -- what it says of itself ---------------------------------------------------------------------

    def _preset(self) -> Preset:
        name = str(self.raw.mapping.get("preset") or "plain")
        if name not in PRESETS:
            self.problems.append(problem("value_wrong", self._side_car(), 0, f"`preset` is `{name[:80]}`: there are "
                                         f"{', '.join(PRESETS)}{nearest(name, PRESETS)}."))
        return PRESETS.get(name, _PLAIN)

    def _side_car(self) -> str:
        return str(PurePosixPath(self.raw.file).with_suffix(".yaml"))

    def _missing(self) -> str:
        """The code that sets every row aside, '' where the headings are those of the preset."""
        if self.problems:
            return "value_wrong"
        self.problems += missing(self.raw, self.preset)
        return "column_missing" if self.problems else ""

    def _theirs(self, columns: Sequence[str]) -> dict[str, str]:
        """Our column -> the heading that holds it; unknown headings of our own tables are told."""
        mapped: Mapping[str, str] = self.raw.mapping.get("columns") or {}
        for ours in mapped:
            if ours not in columns:
                message = f"The mapping names `{ours}`, which is no column{nearest(ours, columns)}."
                self.problems.append(problem("column_unknown", self.raw.file, 0, message))
        given = {ours: name for ours, name in mapped.items() if ours in columns}
        if self.preset is not _PLAIN:
            return {**self.preset.columns, **given}
        if not self.raw.mapping:
            self._tell_unknown(columns)
        return {**{name: name for name in self.raw.columns if name in columns and name not in mapped.values()}, **given}

    def _tell_unknown(self, columns: Sequence[str]) -> None:
        for name in self.raw.columns:
            if name not in columns:
                self.problems.append(problem("column_unknown", self.raw.file, 1,
                                             f"`{name}` is no column of this table{nearest(name, columns)}."))

    def _renamed(self) -> dict[str, dict[str, str]]:
        """Column -> their value -> ours, as the preset and the side-car say; the side-car before the preset."""
        given: Mapping[str, Mapping[str, Any]] = self.raw.mapping.get("values") or {}
        names = {*self.preset.values, *given}
        return {name: {str(old): str(new) for old, new in {**self.preset.values.get(name, {}),
                                                           **(given.get(name) or {})}.items()} for name in names}

    def _default(self, name: str) -> str:
        """What the side-car or the preset says of every row that has no cell of its own."""
        constants: Mapping[str, Any] = self.raw.mapping.get("constants") or {}
        if name in constants:
            return str(constants[name])
        if name in ("licence", "tlp"):
            return str(self.raw.mapping.get(name) or "") or str(getattr(self.preset, name))
        return self.preset.constants.get(name, "")

    def _made(self) -> dict[str, Derived]:
        """Derived columns that the side-car does not take from a heading of its own."""
        given = self.raw.mapping.get("columns") or {}
        return {name: one for name, one in self.preset.derived.items() if name not in given}

    # -- rows ---------------------------------------------------------------------------------------

    def ids(self) -> Iterator[str]:
        """The id of every row, in the order of `blocks`."""
        heading = self.theirs.get(self.key, "")
        simple = not (self.preset.parts or self.preset.counted or self.key in self._known or self.unreadable)
        if not simple or heading not in self.raw.columns:
            for block in self.blocks():
                yield from block.ids
            return
        position, renamed = self.raw.columns.index(heading), self.renamed.get(self.key, {})
        for rows in _split(self.raw.rows, BLOCK):
            given = _clean([row[position] for row in rows], renamed)
            read = {} if all(given) else self._read(self._columns(rows), len(rows), [])
            yield from self._ids(read, given)
        yield from self._rest().ids

    def blocks(self) -> Iterator[Block]:
        """All rows, those that cannot be read under the header last."""
        start = 0
        self._outside.clear()
        for rows in _split(self.raw.rows, len(self.raw.rows) if self.preset.counted else BLOCK):
            yield self._block(rows, list(self.raw.lines[start:start + len(rows)]))
            start += len(rows)
        if self.raw.aside:
            yield self._rest()

    def outside(self) -> list[Problem]:
        """Once for each reason, the rows that the preset leaves out; to be asked after `blocks`."""
        return [replace(problem("row_outside", self.raw.file, 0, f"{count} rows are set aside: {reason}."), count=count)
                for reason, count in sorted(self._outside.items())]

    def _rest(self) -> Block:
        size = len(self.raw.aside)
        ids = [f"{self.stem}-{digest({'': chr(31).join(cells) or str(line)})}" for line, cells in self.raw.aside]
        return Block({}, [line for line, _ in self.raw.aside], ids, ["row_width"] * size, [])

    def _block(self, rows: Sequence[Sequence[str]], lines: list[int]) -> Block:
        told: list[tuple[int, str]] = []
        theirs = self._columns(rows)
        block = Block(self._read(theirs, len(rows), told), lines, [], [self.unreadable or None] * len(lines), told)
        self._set_aside(block, theirs)
        if self.preset.parts and not self.unreadable:
            block = self._parted(block, theirs)
        if self.preset.counted:
            block = self._counted(block)
        given = block.cells.get(self.key, [""] * len(block.lines))
        self._withdraw(block, given)
        block.ids = self._ids(block.cells, given)
        for name, default in self.defaults.items():
            cells = block.cells.get(name)
            block.cells[name] = [cell or default for cell in cells] if cells else [default] * len(block.lines)
        return block

    def _columns(self, rows: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
        return dict(zip(self.raw.columns, zip(*rows, strict=True), strict=True)) if rows else {}

    def _read(self, theirs: Mapping[str, Sequence[str]], size: int,
              told: list[tuple[int, str]]) -> dict[str, list[str]]:
        """Their cells as ours; cells that cannot be read are empty, and ``told``."""
        read = {ours: _clean(theirs[name], self.renamed.get(ours, {}))
                for ours, name in self.theirs.items() if name in theirs}
        for name, derived in ({} if self.unreadable else self._made()).items():
            read[name] = _clean(self._derive(name, derived, theirs, size, told), self.renamed.get(name, {}))
        return read

    def _derive(self, name: str, derived: Derived, theirs: Mapping[str, Sequence[str]], size: int,
                told: list[tuple[int, str]]) -> list[str]:
        known = self._known[name]
        if len(known) > _MOST_KNOWN:
            known.clear()
        made = []
        for row, key in enumerate(zip(*(theirs.get(one) or [""] * size for one in derived.headings), strict=True)):
            if key not in known:
                known[key] = _attempt(derived.made, key)
            cell = known[key]
            if isinstance(cell, ValueError):
                said = ", ".join(f"`{one}` is `{text[:80]}`" for one, text in zip(derived.headings, key, strict=True))
                told.append((row, f"{said}: {cell}."))
                cell = ""
            made.append(cell)
        return made

    def _set_aside(self, block: Block, theirs: Mapping[str, Sequence[str]]) -> None:
        if self.preset.aside is None or self.unreadable:
            return
        size = len(block.lines)
        known: dict[tuple[str, ...], str | ValueError] = {}
        headings = (theirs.get(one) or [""] * size for one in self.preset.aside.headings)
        for row, key in enumerate(zip(*headings, strict=True)):
            if key not in known:
                known[key] = _attempt(self.preset.aside.made, key)
            reason = known[key]
            if isinstance(reason, ValueError):
                block.told.append((row, f"`{self.preset.aside.headings[0]}` is `{key[0][:80]}`: {reason}."))
            elif reason:
                block.reasons[row] = "row_outside"
                self._outside[reason] += 1

    def _withdraw(self, block: Block, given: Sequence[str]) -> None:
        """Set aside the rows whose ids, as their publisher gives them, the side-car names as withdrawn."""
        if self._withdrawn and not self._withdrawn.isdisjoint(given):
            for row, id_ in enumerate(given):
                if id_ in self._withdrawn and block.reasons[row] is None:
                    block.reasons[row] = "row_withdrawn"

    def _parted(self, block: Block, theirs: Mapping[str, Sequence[str]]) -> Block:
        """One row for each part that says something; a row without any stays, and is set aside."""
        rows, parts = [], []
        size = len(block.lines)
        values = [[part.made(cell.strip()) for cell in theirs.get(part.heading, [""] * size)]
                  for part in self.preset.parts]
        for row in range(size):
            said = [index for index, cells in enumerate(values) if cells[row]] or [-1]
            rows += [row] * len(said)
            parts += said
        made = block.pick(rows)
        for name in {name for part in self.preset.parts for name in (part.column, *part.constants)}:
            made.cells[name] = [self._part_cell(part, name, values, row) for part, row in zip(parts, rows, strict=True)]
        none = compress(range(len(rows)), [part < 0 for part in parts])
        listed = ", ".join(f"`{part.heading}`" for part in self.preset.parts)
        made.told += [(row, f"None of {listed} says anything.") for row in none]
        return made

    def _part_cell(self, index: int, name: str, values: list[list[str]], row: int) -> str:
        if index < 0:
            return ""
        part = self.preset.parts[index]
        return values[index][row] if name == part.column else part.constants.get(name, "")

    def _counted(self, block: Block) -> Block:
        """Rows that say the same as one, with their number; rows that cannot be read stay as they are."""
        wrong = {row for row, _ in block.told}
        names = sorted(block.cells)
        count: Counter[Any] = Counter()
        first: list[int] = []
        keys: list[Any] = []
        for row, cells in enumerate(zip(*(block.cells[name] for name in names), strict=True)):
            key: Any = row if row in wrong or block.reasons[row] else cells
            if not count[key]:
                first.append(row)
                keys.append(key)
            count[key] += 1
        made = block.pick(first)
        made.cells[self.preset.counted] = [str(count[key]) for key in keys]
        return made

    def _ids(self, read: Mapping[str, Sequence[str]], given: Sequence[str]) -> list[str]:
        """Given ids with the prefix; else file stem and hash of the row's content."""
        if all(given):
            return [self.prefix + id_ for id_ in given] if self.prefix else list(given)
        names = sorted(read)
        return [self.prefix + id_ if id_ else f"{self.prefix}{self.stem}-{digest({n: read[n][row] for n in names})}"
                for row, id_ in enumerate(given)]


def _attempt(made: Callable[..., str], cells: tuple[str, ...]) -> str | ValueError:
    try:
        return made(*(cell.strip() for cell in cells))
    except ValueError as error:
        return error


def _split(rows: Sequence[Sequence[str]], most: int) -> Iterator[Sequence[Sequence[str]]]:
    if isinstance(rows, Rows):
        yield from rows.blocks(max(most, 1))
    else:
        yield from (rows[start:start + max(most, 1)] for start in range(0, len(rows), max(most, 1)))


def _clean(cells: Sequence[str], renamed: Mapping[str, str]) -> list[str]:
    """Cells without blanks around them, their values put into ours."""
    stripped = list(map(str.strip, cells))
    return [renamed.get(cell, cell) for cell in stripped] if renamed else stripped


def digest(cells: Mapping[str, str]) -> str:
    """First 10 hex digits of the hash of all cells that say something."""
    text = "\x1e".join(f"{name}\x1f{cell}" for name, cell in cells.items() if cell)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def missing(raw: RawTable, preset: Preset) -> list[Problem]:
    """The headings that a preset reads and a file does not have."""
    named = raw.columns
    return [problem("column_missing", raw.file, 1, f"The preset `{preset.name}` reads the column `{name}`, which the "
                    f"file does not have{nearest(name, named)}.", mend="Export the file anew with that column, correct "
                    "the heading, or read the file with the preset `plain` and a mapping.")
            for name in preset.required if named and name not in named]


def id_column(preset: Preset) -> str:
    """Our column that takes the publisher's own id."""
    return next((ours for ours, theirs in preset.columns.items() if theirs == preset.id), "")


def unmapped(raw: RawTable, preset: Preset) -> tuple[str, ...]:
    """Headings that nothing reads yet, where a person is to map them."""
    return tuple(name for name in raw.columns if name not in REPORT_COLUMNS) if preset is _PLAIN else ()
