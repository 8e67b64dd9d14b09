"""Terms: what stands in which instrument, and each provision element by element under each reading."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book, in_order
from servanda.queries import record

ORDER = ("kind", "agreed", "bound", "binds", "act", "attempts", "means", "object", "debris", "by_product", "whose",
         "where", "when", "provided", "unless", "release", "events")


def view(book: Book) -> dict[str, Any]:
    """Instruments, readings, provisions; acceptance and the release table where there are rows."""
    effective = record.effective(book.db)
    return {
        "instruments": book.case.terms.instruments,
        "readings": book.case.terms.readings,
        "provisions": [grid(book, p.id, [r for r in effective if r["provision"] == p.id])
                       for p in book.case.terms.provisions],
        "acceptance": record.acceptance(book.db),
        "releases": record.releases(book.db),
    }


def grid(book: Book, provision: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One provision: elements down, readings across."""
    cells = {(row["element"], row["reading"]): row for row in rows}
    readings = in_order({row["reading"] for row in rows}, [r.id for r in book.case.terms.readings])
    return {"provision": book.case.terms.provision(provision), "readings": readings, "cells": cells,
            "elements": in_order({row["element"] for row in rows}, ORDER)}
