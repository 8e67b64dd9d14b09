"""Counts that others published, and where their period lies under their publisher's own reading."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import record


def view(book: Book) -> dict[str, Any]:
    """Each tally with its checks."""
    checks = record.tally_checks(book.db)
    rows = [{**row, "checks": [c for c in checks if c["tally_id"] == row["tally_id"]]}
            for row in record.tallies(book.db)]
    outside = sum(any(c["period"] in ("partly", "before_start", "after_end") for c in row["checks"]) for row in rows)
    return {"tallies": rows, "outside": outside}
