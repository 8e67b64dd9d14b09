"""Earlier truces to their table: start, end, how it ended, who says so, who picked the row."""

from __future__ import annotations

from servanda.collect import columns
from servanda.collect.common import PROVENANCE, Desk, outcome, provenance
from servanda.model.case import Frame
from servanda.model.problems import Problem
from servanda.model.vocabulary import HOW_ENDED

INPUT = ("title", "parties", "declared", "first_day", "last_day", "how_ended", "who_says", "chosen_by", "summary",
         "source", "url", *PROVENANCE)


def precedent_table(desk: Desk) -> tuple[Frame, list[Problem]]:
    """The frame of `precedents`, all rows of it, and what is wrong with them."""
    rows = desk.sheet("precedents", INPUT, "precedent_id")
    sources = desk.sources.column(rows)
    frame: Frame = {name: rows.column(name, parse) for name, parse in (
        ("title", columns.text), ("parties", desk.people.origins), ("declared", columns.day),
        ("first_day", columns.day), ("last_day", columns.day), ("how_ended", columns.one_of(HOW_ENDED)),
        ("who_says", columns.text), ("chosen_by", columns.text), ("summary", columns.text), ("url", columns.text))}
    for row, (start, end) in enumerate(zip(frame["first_day"], frame["last_day"], strict=True)):
        if start and end and start > end:
            rows.refuse(row, "cell_wrong", f"`first_day` is `{start}`: after `last_day`, which is `{end}`.")
    frame.update({"source": sources, "precedent_id": rows.ids, **provenance(rows, desk, sources), **outcome(rows)})
    return frame, rows.problems
