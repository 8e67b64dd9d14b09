"""Where they stand: propositions down, parties across, with the days for which each stand held."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from servanda.publish.book import Book, in_order
from servanda.queries import talks


def view(book: Book) -> dict[str, Any]:
    """Stands, accounts of fact, and the days of the slider."""
    rows = talks.positions(book.db)
    kinds = {one.id: one.kind for one in book.case.info.propositions}
    parties = in_order({row["party"] for row in rows}, book.case.info.party_ids())
    tables = [{"facts": facts, "topics": _topics(book, [row for row in rows if (
        kinds.get(row["proposition"]) == "fact") == facts])} for facts in (False, True)]
    days = sorted({row[name] for row in rows for name in ("date_from", "date_to") if row[name]})
    return {"tables": tables, "parties": parties, "days": days}


def _topics(book: Book, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by topic, then proposition, then party."""
    order = {id_: place for place, id_ in enumerate([*book.topics, *sorted({row["topic"] for row in rows})])}
    listed = sorted(rows, key=lambda row: (order[row["topic"]], row["topic"], row["proposition"]))
    found = []
    for topic, of_topic in groupby(listed, key=lambda row: row["topic"]):
        propositions = []
        for proposition, group in groupby(of_topic, key=lambda row: row["proposition"]):
            cells: dict[str, list[dict[str, Any]]] = {}
            for row in group:
                cells.setdefault(row["party"], []).append(row)
            propositions.append({"id": proposition, "cells": cells})
        found.append({"topic": topic, "propositions": propositions})
    return found
