"""The call, line by line: topics down, readouts across, and what is not found in them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from servanda.publish import times
from servanda.publish.book import Book, in_order
from servanda.queries import talks


def view(book: Book) -> dict[str, Any]:
    """Every meeting that has readouts, in order of time."""
    readouts, cells, silences = (of(book.db) for of in (talks.readouts, talks.alignments, talks.silences))
    made = [_meeting(book, meeting, [row for row in readouts if row["meeting_id"] == meeting["meeting_id"]], cells,
                     [row for row in silences if row["meeting_id"] == meeting["meeting_id"]])
            for meeting in talks.meetings(book.db)]
    return {"meetings": [one for one in made if one["readouts"]]}


def _meeting(book: Book, meeting: dict[str, Any], readouts: list[dict[str, Any]], cells: list[dict[str, Any]],
             silences: list[dict[str, Any]]) -> dict[str, Any]:
    """A meeting with its table: cells by (topic, readout), topics that no readout has below the others."""
    mine = {(row["topic"], row["readout_id"]): row for row in cells if row["meeting_id"] == meeting["meeting_id"]}
    topics = in_order({topic for topic, _ in mine}, book.topics)
    zone = next((one.zone for one in book.case.meetings if one.id == meeting["meeting_id"]), "") or book.case.info.zone
    found = [topic for topic in topics if any(mine[topic, one["readout_id"]]["statements"] for one in readouts
                                              if (topic, one["readout_id"]) in mine)]
    groups = [(kind, words, list(of)) for (kind, words), of in
              groupby(sorted(silences, key=lambda row: (row["kind"] == "dropped", row["words"])),
                      key=lambda row: (row["kind"], row["words"]))]
    return {"meeting": meeting, "readouts": readouts, "cells": mine, "silences": groups, "zone": zone,
            "time": times.span(meeting["time_from"], meeting["time_to"], zone),
            "topics": found + [topic for topic in topics if topic not in found]}
