"""Event tables of anybody, as rows of `reports` to be linked by themselves.

A file of a known publisher is told by its headings and read by that preset; another one under usual column names or a
mapping.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from servanda.collect.foreign import REPORT_COLUMNS, Foreign
from servanda.collect.presets import PRESETS, cells
from servanda.model.case import Frame, RawTable
from servanda.model.clock import union_span
from servanda.model.names import fold
from servanda.model.objects import UNKNOWN
from servanda.model.problems import Problem, problem
from servanda.model.vocabulary import REPORT_KINDS

# Our column -> headings under which it is looked for, first come first served; case and `_` count for nothing.
USUAL: dict[str, tuple[str, ...]] = {
    "report_id": ("report_id", "event_id_cnty", "event_id", "id", "event"),
    "kind": ("kind",),
    "source": ("source", "source_name", "publisher", "source_author"),
    "origin": ("origin",),
    "published": ("published", "publication_date", "date_published"),
    "time_from": ("time_from", "date_start", "started_at", "event_date", "date", "datetime", "day"),
    "time_to": ("time_to", "date_end", "enddate", "finished_at"),
    "place": ("place", "location", "place_name", "where_coordinates", "adm_2", "city", "region", "oblast"),
    "admin1": ("admin1", "adm_1"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "longitude", "long", "lng", "x"),
    "precision": ("precision", "radius_km"),
    "author_claimed": ("author_claimed", "author", "actor1", "side_a", "actor"),
    "act": ("act", "sub_event_type", "event_type", "type", "type_of_violence"),
    "means": ("means", "weapon"),
    "stage": ("stage",),
    "aimed_at": ("aimed_at", "target"),
    "affected": ("affected",),
    "fatalities": ("fatalities", "deaths", "deaths_best", "best", "killed"),
    "injured": ("injured", "injuries", "injuries_best", "wounded"),
    "n_low": ("n_low",),
    "n_high": ("n_high",),
    "words": ("words",),
    "summary": ("summary", "notes", "source_headline", "description"),
}
_FEW = 4  # required headings up to which a table may have them by chance
RADIUS = 5.0  # km: of a position whose precision is not stated
_EMPTY = ("", "NA", "N/A", "nan", "NULL", "None", UNKNOWN, "Unknown")


@dataclass(frozen=True)
class Read:
    """A table as cells of ours, row by row: ``ids`` as given ('' = none), ``outside`` why a preset leaves a row out.

    ``told`` holds (row, what cannot be read); ``how`` says in words what the table was read as.
    """

    cells: dict[str, list[str]]
    lines: list[int]
    ids: list[str]
    outside: list[str | None]
    told: list[tuple[int, str]]
    how: str
    problems: tuple[Problem, ...] = ()


def read(table: RawTable) -> Read:
    """The cells of a table, by the preset that its side-car names or its headings tell, else by usual names."""
    named = str(table.mapping.get("preset") or _publisher(table))
    if named in PRESETS and named != "plain":
        return _by_preset(replace(table, mapping={**table.mapping, "preset": named}))
    rows = list(table.rows)
    given = _columns(table)
    made = {ours: _cells(table, rows, ours, theirs) for ours, theirs in given.items()}
    listed = ", ".join(f"{ours} = {theirs}" for ours, theirs in given.items() if ours != theirs)
    return Read(made, [int(line) for line in table.lines], made.pop("report_id", [""] * len(rows)), [None] * len(rows),
                [], f"columns by name{f' ({listed})' if listed else ''}")


def _publisher(table: RawTable) -> str:
    """The preset whose required headings the table has, where no mapping speaks; '' if there is none."""
    if table.mapping.get("columns"):
        return ""
    return next((name for name, preset in PRESETS.items() if preset.kind == "reports" and len(preset.required) > _FEW
                 and not preset.counted and set(preset.required) <= set(table.columns)), "")


def _by_preset(table: RawTable) -> Read:
    """The cells of a table that a known publisher made."""
    foreign = Foreign(table, REPORT_COLUMNS, "report_id")
    found: dict[str, list[str]] = {name: [] for name in USUAL if name != "report_id"}
    whole = Read(found, [], [], [], [], PRESETS[foreign.preset.name].title)
    for block in foreign.blocks():
        start, size = len(whole.lines), len(block.lines)
        whole.lines.extend(block.lines)
        whole.ids.extend(block.ids)
        whole.outside.extend(block.reasons)
        whole.told.extend((start + row, message) for row, message in block.told)
        for name in found:
            found[name] += block.cells.get(name) or [""] * size
    return replace(whole, problems=(*foreign.problems, *foreign.outside()))


def frame(table: RawTable, name: str, taken: set[str]) -> tuple[Frame, list[Problem], str]:
    """The rows of a table as columns of `reports`, what is wrong with them, and in words how it was read.

    ``name`` is the name of the data set: the source where none is stated.  ``taken`` are the ids of tables read
    before, to which those of this one are added.  A row whose time or position cannot be
    read, or without any time, is set aside.
    """
    told = read(table)
    cells_of, size = told.cells, len(told.lines)
    wrong = dict(reversed(told.told))
    low, high = _times(cells_of, size, wrong)
    made: Frame = {ours: [_stated(cell) for cell in cells_of[ours]] if ours in cells_of else [None] * size
                   for ours in USUAL if ours not in ("report_id", "time_from", "time_to")}
    for column, number in (("lat", float), ("lon", float), ("precision", float), ("fatalities", _count),
                           ("injured", _count), ("n_low", _count), ("n_high", _count)):
        made[column] = _numbers(made[column], number, column, wrong)
    made["precision"] = [radius if radius is not None or lat is None else RADIUS
                         for radius, lat in zip(made["precision"], made["lat"], strict=True)]
    made["kind"] = [kind if kind in REPORT_KINDS else "single" for kind in made["kind"]]
    made["source"] = [source or name for source in made["source"]]
    made["published"] = [(day or "")[:10] or None for day in made["published"]]
    aside = [outside or ("cell_wrong" if row in wrong else None) for row, outside in enumerate(told.outside)]
    made |= {"time_from": low, "time_to": high, "report_id": _ids(table, name, told, taken),
             "used": [reason is None for reason in aside], "set_aside_reason": aside,
             "from_file": [name] * size, "from_row": told.lines}
    return made, [*told.problems, *(
        problem("cell_wrong", table.file, told.lines[row], message, row_id=made["report_id"][row])
        for row, message in sorted(wrong.items()) if told.outside[row] is None)], told.how


def _columns(table: RawTable) -> dict[str, str]:
    """Our column -> theirs: as the mapping says, else by the usual headings."""
    mapped = dict(table.mapping.get("columns") or {})
    headings = {fold(name): name for name in reversed(table.columns)}
    for ours, usual in USUAL.items():
        if ours not in mapped:
            found = next((headings[fold(name)] for name in usual if fold(name) in headings), "")
            if found:
                mapped[ours] = found
    return {ours: theirs for ours, theirs in mapped.items() if theirs in table.columns and ours in USUAL}


def _cells(table: RawTable, rows: Sequence[tuple[str, ...]], ours: str, theirs: str) -> list[str]:
    """The cells of a column, with the values and constants that the mapping gives."""
    at = table.columns.index(theirs)
    values = (table.mapping.get("values") or {}).get(ours) or {}
    constant = (table.mapping.get("constants") or {}).get(ours, "")
    return [values.get(row[at].strip(), row[at].strip()) or constant for row in rows]


def _stated(cell: str) -> str | None:
    return None if cell in _EMPTY else cell


def _ids(table: RawTable, name: str, told: Read, taken: set[str]) -> list[str]:
    """The ids given, made single by the name of the data set and the line where they are missing or repeated."""
    prefix = str(table.mapping.get("prefix") or "")
    made = []
    for line, id_ in zip(told.lines, told.ids, strict=True):
        named = id_ if id_.startswith(prefix) else f"{prefix}{id_}"
        if not id_ or named in taken:
            named = f"{name}:{id_ + ':' if id_ else ''}{line}"
        taken.add(named)
        made.append(named)
    return made


def _times(cells: dict[str, list[str]], size: int, wrong: dict[int, str]) -> tuple[list[int | None], list[int | None]]:
    """The possible times in seconds; each distinct pair of cells is read once."""
    pairs = list(zip(cells.get("time_from") or [""] * size, cells.get("time_to") or [""] * size, strict=True))
    known: dict[tuple[str, str], tuple[int, int] | str] = {pair: _span(*pair) for pair in set(pairs)}
    low: list[int | None] = []
    high: list[int | None] = []
    for row, pair in enumerate(pairs):
        found = known[pair]
        if isinstance(found, str):
            wrong[row] = found
            found = (0, 0)
        low.append(found[0] if row not in wrong else None)
        high.append(found[1] if row not in wrong else None)
    return low, high


def _span(start: str, end: str) -> tuple[int, int] | str:
    """Seconds from and to (not included), or what is wrong."""
    if start in _EMPTY:
        return "The row states no time."
    try:
        first, last = _plain_time(start), "" if end in _EMPTY else _plain_time(end)
        return union_span(first, "" if last == first else last, ("Etc/UTC",))
    except ValueError as error:
        return f"{error}."


def _plain_time(text: str) -> str:
    """`12 March 2040`, `20400312`, `2040-03-12 00:00:00.000` as we write them; any other text as it is.

    A midnight to the thousandth is a day that passed through a program for instants.
    """
    if re.fullmatch(r"\d{8}", text):
        return cells.day_of_digits(text)
    if not text[:4].isdigit():
        return cells.day(text) if re.fullmatch(r"\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}", text) else text
    bare = re.sub(r"\.\d+$", "", text)
    return bare[:10] if bare != text and bare.endswith("00:00:00") else bare


def _numbers(column: Iterable[str | None], number: Callable[[str], Any], name: str, wrong: dict[int, str]) -> list[Any]:
    made = []
    for row, cell in enumerate(column):
        try:
            made.append(None if cell is None else number(cell))
        except ValueError:
            made.append(None)
            if name in ("lat", "lon"):
                wrong[row] = f"`{name}` is `{cell[:40] if cell else ''}`: not a number."
    return made


def _count(text: str) -> int:
    return int(float(text))
