"""The tables for other programs: in which formats they go out, with what they say and do not say beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from servanda.engine.database import Database
from servanda.model.case import NO_CASE, Case
from servanda.model.schema import dictionary, json_schema
from servanda.model.sharing import OWNER
from servanda.model.tables import TABLES
from servanda.publish import calendar, cells, swap
from servanda.publish.exports import csvs, geojson, geopackage, hxl, parquets, placed, workbook
from servanda.publish.exports.parcel import NeedsExtra, Parcel, Written
from servanda.publish.redact import Hidden

Export = Callable[[Parcel, Path], Written]


@dataclass(frozen=True)
class Format:
    """One format: what it is, who writes it, the tables that it holds, the files, and the extra that it needs."""

    title: str
    write: Export
    tables: tuple[str, ...]
    files: str
    extra: str = ""


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", csvs.write, tuple(TABLES), "<table>.csv"),
    "xlsx": Format("Excel workbook", workbook.write, tuple(TABLES), workbook.NAME),
    "parquet": Format("Parquet", parquets.write, tuple(TABLES), "<table>.parquet"),
    "geojson": Format("GeoJSON", geojson.write, placed.PLACED, "<table>.geojson, zones.geojson"),
    "gpkg": Format("GeoPackage", geopackage.write, placed.PLACED, geopackage.NAME, "geo"),
    "hxl": Format("HXL-tagged CSV", hxl.write, tuple(hxl.TAGS), "hxl-<table>.csv"),
}


def schemas(parcel: Parcel, folder: Path) -> Written:
    """``schema/<table>.json``: JSON Schema of one row of each table."""
    (folder / "schema").mkdir()
    for name, table in TABLES.items():
        text = json.dumps(json_schema(table), ensure_ascii=False, indent=2) + "\n"
        (folder / "schema" / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")
    return Written()


def due(parcel: Parcel, folder: Path) -> Written:
    """``due.ics``: what is open among commitments."""
    return Written(calendar.export(parcel.db, folder))


EXPORTS: dict[str, Export] = {"csv": csvs.write, "schema": schemas, "calendar": due}


def write(db: Database, folder: Path, case: Case = NO_CASE, as_of: str = "", audience: str = OWNER) -> dict[str, int]:
    """Write what a build puts into ``folder/exports``, whole; returns file name -> rows.  Raises `swap.NotOurs`."""
    parcel, done = Parcel(db, case, as_of, audience), Written()
    with swap.folder(folder / "exports") as aside:
        for export in EXPORTS.values():
            done |= export(parcel, aside)
        _codebook(aside, done.notes)
        _about(aside, parcel, done)
    return done.files


def some(parcel: Parcel, folder: Path, formats: Iterable[str], hidden: Hidden) -> Written:
    """Write these formats into a folder of their own, which they replace, and what is hidden in them.

    Raises `swap.NotOurs`, `NeedsExtra` (and then nothing is written), ``KeyError`` for a format that there is not.
    """
    done = Written()
    with swap.folder(folder) as aside:
        for name in formats:
            written = FORMATS[name].write(parcel, aside)
            none = f"{FORMATS[name].title} holds none of the tables named; it can hold " \
                   f"{', '.join(FORMATS[name].tables)}."
            done |= written if written.files else Written(notes=(none,))
        write_hidden(aside, hidden)
        _codebook(aside, done.notes)
        _about(aside, parcel, done)
    return done


def write_hidden(folder: Path, hidden: Hidden) -> None:
    """``hidden.csv``: in how many rows of which table something is hidden, and why."""
    swap.file(folder / "hidden.csv", cells.document(
        ("table", "why", "rows"), [(name, why, str(rows)) for name, why, rows in hidden.rows]))


def _codebook(folder: Path, notes: tuple[str, ...]) -> None:
    """``dictionary.md``: every table and column in words, after what is special about these files."""
    head, _, rest = dictionary().partition("\n\n")
    special = "".join(f"- {note}\n" for note in notes)
    text = f"{head}\n\n{special}\n{rest}" if notes else f"{head}\n\n{rest}"
    (folder / "dictionary.md").write_text(text, encoding="utf-8", newline="\n")


def _about(folder: Path, parcel: Parcel, done: Written) -> None:
    """``about.md``: whose case, of which day, under which licence, for whom, and how many rows are in each file."""
    about = dict(parcel.about)
    lines = [f"# {about.pop('title')}", "", about.pop("note"), "",
             *(f"- {key.replace('_', ' ')}: {value}" for key, value in about.items()),
             "- what the columns say: dictionary.md", "",
             *(f"- {note}" for note in done.notes), *([""] if done.notes else []),
             "| file | rows |", "|---|---|", *(f"| {name} | {rows} |" for name, rows in done.files.items())]
    (folder / "about.md").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


__all__ = ["EXPORTS", "FORMATS", "OWNER", "Format", "NeedsExtra", "Parcel", "Written", "some", "write", "write_hidden"]
