"""Tables that servanda wrote as CSV, read back as frames with the values that they had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from servanda.guard import files
from servanda.guard.limits import LIMITS
from servanda.guard.tables import read_csv
from servanda.model.clock import parse
from servanda.model.problems import Problem
from servanda.model.tables import TABLES
from servanda.publish.frames import Frame

_ABOUT = "about.md"


class NotReadable(Exception):
    """A folder or file is not what servanda writes; the message says what is wrong."""


@dataclass(frozen=True)
class Found:
    """A folder of tables: their names, and what the folder says of itself."""

    folder: Path
    names: tuple[str, ...]
    title: str
    as_of: str = ""

    def frame(self, name: str) -> Frame:
        """One table.  Raises `NotReadable`."""
        held = files.read_bytes(self.folder, f"{name}.csv", LIMITS.table_bytes)
        if isinstance(held, Problem):
            raise NotReadable(held.message)
        try:
            table, sheet = TABLES[name], read_csv(f"{name}.csv", held.content)
        except UnicodeDecodeError as error:
            raise NotReadable(f"{name}.csv is no text in UTF-8") from error
        if sheet.problems or sheet.table.columns != table.names:
            raise NotReadable(f"{name}.csv does not have the columns that this version writes, or is damaged")
        readers = [_READ[column.type] for column in table.columns]
        try:
            return Frame(name, table.frame([read(cell) if cell else None for read, cell in
                                            zip(readers, row, strict=True)] for row in sheet.table.rows))
        except (ArithmeticError, KeyError, ValueError) as error:
            raise NotReadable(f"{name}.csv holds a cell of another type than its column: {error}") from error


def find(folder: Path) -> Found:
    """The tables in a folder, or in its `exports`.  Raises `NotReadable` where there is none."""
    for place in (folder, folder / "exports"):
        names = tuple(name for name in TABLES if (place / f"{name}.csv").is_file())
        if names:
            return Found(place, names, *_about(place, folder.name))
    raise NotReadable(f"{folder.name} is neither a case folder nor a folder of tables that servanda wrote as CSV")


def _about(place: Path, otherwise: str) -> tuple[str, str]:
    """(title, as of) as `about.md` says, else the name of the folder."""
    text = files.read(place, _ABOUT)
    lines = [] if isinstance(text, Problem) else text.text.splitlines()
    days = [line.removeprefix("- as of: ") for line in lines if line.startswith("- as of: ")]
    return (lines[0].removeprefix("# ") if lines else otherwise), (days[0] if days else "")


def _moment(cell: str) -> int:
    return int(parse(cell)[0].timestamp())


_READ: dict[str, Callable[[str], Any]] = {
    "text": str, "list": str, "date": str, "int": int, "num": Decimal, "bool": {"yes": True, "no": False}.__getitem__,
    "instant": _moment,
}
