"""One screen: what was agreed, whether it is being kept and by whose reading, what is disputed, what is due."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.publish.pages.terms import differing
from servanda.queries import record, verdicts

DUE_SHOWN = 3
WORDS = 88  # characters of an element that stand here; the terms page has all of them
JOINT = ("common_ground", "widest")
Row = dict[str, Any]


def view(book: Book) -> Row:
    """Variables of the overview; figures under the standard `all`."""
    return {
        "totals": record.totals(book.db),
        "itemised": itemised(book),
        "period": record.period(book.db),
        "turning": verdicts.turning_counts(book.db, book.compare),
        "outside": verdicts.outside(book.db, [reading.id for reading in book.case.terms.readings]),
        "authors": book.authors(),
        "panels": [panel(book, provision.id) for provision in book.case.terms.provisions],
        "due": due(book), "words_shown": WORDS,
    }


def itemised(book: Book) -> list[Row]:
    """Single reports by the party of their origins, parties of the conflict only."""
    sides = {party.id for party in book.case.info.parties if party.role == "party"}
    return [row for row in record.itemised(book.db) if row["party"] in sides]


def due(book: Book) -> Row:
    """As of the one *now*: what falls due next, what is open without a day, what lately fell due; how many in all."""
    rows, now = record.commitments(book.db), book.as_of
    ahead = [row for row in rows if row["due_to"] and row["due_to"] >= now]
    passed = [row for row in rows if row["due_to"] and row["due_to"] < now]
    dayless = [row for row in rows if not row["due_to"] and (row["state"] or "due") in ("pending", "due")]
    return {"groups": (("Falls due next", ahead[:DUE_SHOWN]), ("Lately fell due", passed[::-1][:DUE_SHOWN])),
            "next": bool(ahead), "dayless": len(dayless), "total": len(rows)}


def panel(book: Book, provision: str) -> Row:
    """One provision: what compared readings hold where they differ, figures by author, and who denies it."""
    compared = book.readings_on(provision, book.compare)
    readings = [*compared, *(r for r in JOINT if len(compared) > 1)]
    cells = {(reading, author): book.figures.get((provision, reading, author, "all"))
             for reading in readings for author in book.authors()}
    differ, _ = differing(book, provision, compared)
    return {
        "provision": book.case.terms.provision(provision),
        "readings": readings, "compared": compared,
        "n_readings": len(book.readings_on(provision)),
        "denied_by": [r.id for r in book.case.terms.readings if provision in r.denied],
        "differ": differ, "cells": cells,
        "shown": any(cell and cell["high"] for cell in cells.values()),
        "top": max((cell["high"] or 0 for cell in cells.values() if cell), default=0),
    }
