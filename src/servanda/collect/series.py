"""Daily counts that others publish, and how much could be seen: `series/*.csv` and `effort.csv` to their tables."""

from __future__ import annotations

from pathlib import PurePosixPath

from servanda.collect import columns
from servanda.collect.common import PROVENANCE, Desk, outcome, provenance
from servanda.collect.mapping import Sheet
from servanda.model.case import Frame
from servanda.model.problems import Problem
from servanda.model.vocabulary import EFFORT_KINDS

SERIES = ("series", "channel", "measure", "party", "author", "date", "value", "complete", "source", "published", "url",
          *PROVENANCE)
EFFORT = ("kind", "date_from", "date_to", "area", "party", "by", "amount", "unit", "summary", "source", "published",
          "url", *PROVENANCE)


def series_table(desk: Desk) -> tuple[Frame, list[Problem]]:
    """The frame of `series`; a row without a name of its own belongs to the series named like its file."""
    rows = desk.sheet("series", SERIES, "series_row")
    sources = desk.sources.column(rows)
    named = rows.column("series", columns.text)
    frame: Frame = {
        "series_row": rows.ids,
        "series": [name or PurePosixPath(file).stem for name, file in zip(named, rows.files, strict=True)],
        "channel": rows.column("channel", columns.text), "measure": rows.column("measure", columns.text),
        "party": rows.column("party", desk.people.known_party),
        "author": rows.column("author", desk.people.known_party),
        "date": rows.column("date", columns.day), "value": rows.column("value", columns.count),
        "complete": rows.column("complete", columns.truth), "source": sources,
        "published": rows.column("published", columns.day), "url": rows.column("url", columns.text),
    }
    _require(rows, frame, "date", "value")
    frame.update(provenance(rows, desk, sources))
    frame.update(outcome(rows))
    return frame, rows.problems


def effort_table(desk: Desk) -> tuple[Frame, list[Problem]]:
    """The frame of `effort`."""
    rows = desk.sheet("effort", EFFORT, "effort_id")
    sources = desk.sources.column(rows)
    frame: Frame = {
        "effort_id": rows.ids, "kind": rows.column("kind", columns.one_of(EFFORT_KINDS, unknown=False)),
        "date_from": rows.column("date_from", columns.day), "date_to": rows.column("date_to", columns.day),
        "area": rows.column("area", columns.text), "party": rows.column("party", desk.people.known_party),
        "by": rows.column("by", columns.text), "amount": rows.column("amount", columns.count),
        "unit": rows.column("unit", columns.text), "summary": rows.column("summary", columns.text), "source": sources,
        "published": rows.column("published", columns.day), "url": rows.column("url", columns.text),
    }
    _require(rows, frame, "kind", "date_from")
    frame.update(provenance(rows, desk, sources))
    frame.update(outcome(rows))
    return frame, rows.problems


def _require(rows: Sheet, frame: Frame, *names: str) -> None:
    """Set rows aside that lack what no row can do without."""
    for name in names:
        for row, value in enumerate(frame[name]):
            if value is None:
                rows.refuse(row, "cell_wrong", f"`{name}` is empty, and no row of this table can do without it.")
