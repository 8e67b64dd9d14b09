"""One screen: what was agreed, the five facts, common ground and widest, what is disputed, what is due."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import record, verdicts

DUE_SHOWN = 6


def view(book: Book) -> dict[str, Any]:
    """Variables of the overview; figures under the standard `all`."""
    turning = verdicts.turning(book.db, book.compare)
    sure = {row["incident_id"] for row in turning if row["surely"]}
    due = record.commitments(book.db)
    return {
        "totals": record.totals(book.db),
        "itemised": itemised(book),
        "period": record.period(book.db),
        "turning": (len(sure), len({row["incident_id"] for row in turning})),
        "rival": len({row["incident_id"] for row in verdicts.on_account(book.db, book.compare)}),
        "outside": verdicts.outside(book.db, [reading.id for reading in book.case.terms.readings]),
        "authors": book.authors(),
        "panels": [panel(book, provision.id) for provision in book.case.terms.provisions],
        "due": due[:DUE_SHOWN],
        "due_total": len(due),
    }


def itemised(book: Book) -> list[dict[str, Any]]:
    """Single reports by the party of their origins, parties of the conflict only."""
    sides = {party.id for party in book.case.info.parties if party.role == "party"}
    return [row for row in record.itemised(book.db) if row["party"] in sides]


def panel(book: Book, provision: str) -> dict[str, Any]:
    """One provision: its figures by compared reading and author, and who denies that it was agreed."""
    compared = book.readings_on(provision, book.compare)
    readings = [*compared, *(r for r in ("common_ground", "widest") if len(compared) > 1)]
    cells = {(reading, author): book.figures.get((provision, reading, author, "all"))
             for reading in readings for author in book.authors()}
    return {
        "provision": book.case.terms.provision(provision),
        "readings": readings,
        "n_readings": len(book.readings_on(provision)),
        "denied_by": [r.id for r in book.case.terms.readings if provision in r.denied],
        "cells": cells,
        "shown": any(cell and cell["high"] for cell in cells.values()),
        "top": max((cell["high"] or 0 for cell in cells.values() if cell), default=0),
    }
