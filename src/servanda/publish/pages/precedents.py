"""Earlier truces, counted as plainly as can be, and what others say of their number."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import talks
from servanda.talks import precedents


def view(book: Book) -> dict[str, Any]:
    """The table, its counts, and every number that somebody gives, held against it."""
    rows = talks.precedents(book.db)
    counted = precedents.count(rows)
    asked = [one.id for one in book.case.info.propositions if one.precedents]
    claims = [{**row, "check": precedents.check(row["low"], row["high"], counted.total)}
              for row in talks.counts_claimed(book.db, asked)]
    return {"precedents": rows, "counted": counted, "claims": claims}
