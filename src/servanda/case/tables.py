"""The tables of a case as read: reports, statements and the rest, with the side-car of foreign ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from servanda.case.fields import Fields, Findings
from servanda.guard.files import Raw, Text, digest, listing, read, read_bytes, text_problem
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_yaml
from servanda.guard.parquet import read_parquet
from servanda.guard.sheets import read_geojson, read_xlsx
from servanda.guard.tables import Layout, Sheet, read_csv
from servanda.guard.text import quoted
from servanda.model.case import RawTable
from servanda.model.problems import Problem
from servanda.model.sharing import OWNER

DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";"}
FOLDERS = ("reports", "statements", "tallies", "series", "propositions", "precedents")
FILES = ("tallies", "commitments", "propositions", "precedents", "effort")
SUFFIXES = (".csv", ".tsv", ".xlsx", ".parquet", ".geojson")


def tables(root: Path, found: Findings, digests: dict[str, str]) -> dict[str, tuple[RawTable, ...]]:
    """Every table of the folder by kind; kinds without a file are absent."""
    read_tables: dict[str, tuple[RawTable, ...]] = {}
    for kind in FILES:
        if exists(root, f"{kind}.csv"):
            one = table(root, f"{kind}.csv", found, digests)
            read_tables[kind] = (one,) if one else ()
    for kind in FOLDERS:
        names = _names(root, kind, found)
        several = [table(root, name, found, digests) for name in names]
        if several:
            read_tables[kind] = (*read_tables.get(kind, ()), *(one for one in several if one))
        _stray_side_cars(root, kind, names, found)
    return read_tables


def _names(root: Path, kind: str, found: Findings) -> list[str]:
    """The tables of a folder; of two that would share a side-car only the first is read."""
    names: dict[str, str] = {}
    several = [listing(root, kind, suffix) for suffix in SUFFIXES]
    for problem in {problem for _, problems in several for problem in problems}:
        found.problems.append(problem)
    for name in sorted(name for listed, _ in several for name in listed):
        stem = name.rpartition(".")[0]
        if stem in names:
            found.add("id_duplicate", name, 0, f"{quoted(names[stem])} has the same name but for its ending, and would "
                      f"share the mapping {quoted(stem + '.yaml')}.")
        names.setdefault(stem, name)
    return list(names.values())


def exists(root: Path, name: str) -> bool:
    """Whether there is anything of that name, a broken link included."""
    try:
        (root / name).lstat()
    except OSError:
        return False
    return True


def table(root: Path, name: str, found: Findings, digests: dict[str, str]) -> RawTable | None:
    """One table with its side-car, None where the file cannot be read."""
    raw = read_bytes(root, name, LIMITS.table_bytes)
    if not isinstance(raw, Raw):
        found.problems.append(raw)
        return None
    digests[raw.file] = raw.sha256
    side_car = name.rpartition(".")[0] + ".yaml"
    told = len(found.problems)
    fields = _side_car(root, side_car, found, digests) if "/" in name and exists(root, side_car) else None
    lost = fields is None and len(found.problems) > told
    sheet = parsed(raw, _layout(fields, raw.file), fields.text("sheet") if fields else "")
    if isinstance(sheet, Problem):
        found.problems.append(sheet)
        return None
    found.problems.extend(sheet.problems)
    made = replace(sheet.table, aside=tuple((row.line, row.cells) for row in sheet.aside))
    if lost:
        return replace(made, mapping={"tlp": OWNER})  # it may have held its rows back
    if fields is None:
        return made
    return replace(made, mapping=_mapping(fields, made, raw.sha256, found))


def parsed(raw: Raw, layout: Layout, sheet: str = "") -> Sheet | Problem:
    """The rows of a file, read as its ending says; the problem of one that is not text where it should be."""
    suffix = raw.file.rpartition(".")[2].lower()
    if suffix == "xlsx":
        return read_xlsx(raw.file, raw.content, sheet)
    if suffix == "parquet":
        return read_parquet(raw.file, raw.content)
    wrong = text_problem(raw.file, raw.content)
    if wrong:
        return wrong
    if suffix == "geojson":
        return read_geojson(raw.file, raw.content.decode("utf-8-sig"))
    return read_csv(raw.file, raw.content, layout)


def _side_car(root: Path, name: str, found: Findings, digests: dict[str, str]) -> Fields | None:
    """The side-car of a foreign table, None where it is empty or cannot be read."""
    text = read(root, name)
    if not isinstance(text, Text):
        found.problems.append(text)
        return None
    digests[text.file] = text.sha256
    node, problems = read_yaml(text.file, text.text)
    found.problems.extend(problems)
    return None if node is None else Fields(node, text.file, found, "the mapping")


def _layout(fields: Fields | None, file: str) -> Layout:
    """How the cells of a text file are separated, and its headings where the side-car gives them."""
    usual = "tab" if file.endswith(".tsv") else "comma"
    given = fields.choice("delimiter", tuple(DELIMITERS), default=usual) if fields else usual
    return Layout(DELIMITERS[given], fields.texts("headings") if fields else ())


def _mapping(fields: Fields, sheet: RawTable, sha256: str, found: Findings) -> dict[str, Any]:
    """What a side-car says of a foreign table: preset, columns, values, constants, prefix, licence, tlp, withdrawn."""
    columns = _pairs(fields, "columns")
    for ours, theirs in columns.items():
        if sheet.columns and theirs not in sheet.columns:
            fields.wrong("column_missing", fields.line("columns"), f"`{ours}` is mapped to {quoted(theirs)}, which is "
                         f"not a column of {sheet.file}.{found.near(theirs, sheet.columns)}", "Correct the mapping.")
    values = fields.inside("values", "`values` of the mapping")
    mapping = {
        "columns": columns,
        "values": {key: _pairs(values, key) for key in values.entries} if values else {},
        "constants": _pairs(fields, "constants"),
        "prefix": fields.text("prefix"), "licence": fields.text("licence"), "tlp": fields.tlp(),
        "delay": fields.delay(),
        "preset": fields.text("preset"), "withdrawn": fields.texts("withdrawn"),
    }
    captured = fields.text("sha256")
    if captured and captured != sha256:
        found.add("capture_changed", sheet.file, 0, "The file was changed after it was captured: "
                  f"{quoted(fields.file)} holds another sha256.")
    for name in ("captured_at", "note", "source"):
        fields.text(name)
    fields.close()
    return mapping


def _pairs(fields: Fields, key: str) -> dict[str, str]:
    """A mapping of text to text."""
    inner = fields.inside(key, f"`{key}` of {fields.what}")
    return {name: inner.text(name) for name in inner.entries} if inner else {}


def _stray_side_cars(root: Path, folder: str, tables_read: list[str], found: Findings) -> None:
    """A side-car without its table would be ignored in silence."""
    names, _ = listing(root, folder, ".yaml")
    stems = {name.rpartition(".")[0] for name in tables_read}
    for name in names:
        if name.removesuffix(".yaml") not in stems:
            found.add("file_ignored", name, 0, f"There is no table {quoted(name.removesuffix('.yaml') + '.csv')} "
                      "that this mapping belongs to.")


def documents(root: Path, found: Findings, digests: dict[str, str]) -> None:
    """Digest every captured document; their bytes are not read otherwise."""
    names, problems = listing(root, "documents", "")
    found.problems.extend(problems)
    for name in names:
        if (root / name).is_dir():
            continue
        hashed = digest(root, name, LIMITS.document_bytes)
        if isinstance(hashed, str):
            digests[name] = hashed
        else:
            found.problems.append(hashed)
