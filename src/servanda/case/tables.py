"""The tables of a case as read: reports, statements and the rest, with the side-car of foreign ones."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

from servanda.case.fields import Fields, Findings, near
from servanda.guard.files import Text, listing, read
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_yaml
from servanda.guard.tables import read_csv
from servanda.guard.text import quoted
from servanda.model.case import RawTable

FOLDERS = ("reports", "statements", "series")
FILES = ("tallies", "commitments", "propositions", "precedents", "effort")


def tables(root: Path, found: Findings, digests: dict[str, str]) -> dict[str, tuple[RawTable, ...]]:
    """Every table of the folder by kind; kinds without a file are absent."""
    read_tables: dict[str, tuple[RawTable, ...]] = {}
    for kind in FOLDERS:
        names, problems = listing(root, kind, ".csv")
        found.problems.extend(problems)
        several = [table(root, name, found, digests) for name in names]
        if several:
            read_tables[kind] = tuple(one for one in several if one)
        _stray_side_cars(root, kind, names, found)
    for kind in FILES:
        if exists(root, f"{kind}.csv"):
            one = table(root, f"{kind}.csv", found, digests)
            read_tables[kind] = (one,) if one else ()
    return read_tables


def exists(root: Path, name: str) -> bool:
    """Whether there is anything of that name, a broken link included."""
    try:
        (root / name).lstat()
    except OSError:
        return False
    return True


def table(root: Path, name: str, found: Findings, digests: dict[str, str]) -> RawTable | None:
    """One table with its side-car, None where the file cannot be read."""
    text = read(root, name, LIMITS.table_bytes)
    if not isinstance(text, Text):
        found.problems.append(text)
        return None
    digests[text.file] = text.sha256
    sheet = read_csv(text.file, text.text)
    found.problems.extend(sheet.problems)
    side_car = name.removesuffix(".csv") + ".yaml"
    made = replace(sheet.table, aside=tuple((row.line, row.cells) for row in sheet.aside))
    if "/" not in name or not exists(root, side_car):
        return made
    return replace(made, mapping=_mapping(root, side_car, sheet.table, found, digests))


def _mapping(root: Path, name: str, sheet: RawTable, found: Findings, digests: dict[str, str]) -> dict[str, Any]:
    """The side-car of a foreign table: columns, values, constants, prefix, licence, tlp."""
    text = read(root, name)
    if not isinstance(text, Text):
        found.problems.append(text)
        return {}
    digests[text.file] = text.sha256
    node, problems = read_yaml(text.file, text.text)
    found.problems.extend(problems)
    if node is None:
        return {}
    fields = Fields(node, text.file, found, "the mapping")
    columns = _pairs(fields, "columns")
    for ours, theirs in columns.items():
        if sheet.columns and theirs not in sheet.columns:
            fields.wrong("column_missing", fields.line("columns"), f"`{ours}` is mapped to {quoted(theirs)}, which is "
                         f"not a column of {sheet.file}.{near(theirs, sheet.columns)}", "Correct the mapping.")
    values = fields.inside("values", "`values` of the mapping")
    mapping = {
        "columns": columns,
        "values": {key: _pairs(values, key) for key in values.entries} if values else {},
        "constants": _pairs(fields, "constants"),
        "prefix": fields.text("prefix"), "licence": fields.text("licence"), "tlp": fields.tlp(),
    }
    fields.text("note")
    fields.text("source")
    fields.close()
    return mapping


def _pairs(fields: Fields, key: str) -> dict[str, str]:
    """A mapping of text to text."""
    inner = fields.inside(key, f"`{key}` of {fields.what}")
    return {name: inner.text(name) for name in inner.entries} if inner else {}


def _stray_side_cars(root: Path, folder: str, tables_read: list[str], found: Findings) -> None:
    """A side-car without its table would be ignored in silence."""
    names, _ = listing(root, folder, ".yaml")
    for name in names:
        if name.removesuffix(".yaml") + ".csv" not in tables_read:
            found.add("file_ignored", name, 0, f"There is no table {quoted(name.removesuffix('.yaml') + '.csv')} "
                      "that this mapping belongs to.")


def documents(root: Path, found: Findings, digests: dict[str, str]) -> None:
    """Digest every captured document; their bytes are not read otherwise."""
    names, problems = listing(root, "documents", "")
    found.problems.extend(problems)
    for name in names:
        path = root / name
        if stat.S_ISREG(path.lstat().st_mode):
            with path.open("rb") as file:
                digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
