"""Due next: by whom, to whom, until when, and how far it is done by whose account."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import record

OPEN = ("pending", "due")


def view(book: Book) -> dict[str, Any]:
    """What is still open first, in order of its day, then what is not."""
    rows = record.commitments(book.db)
    open_ = [row for row in rows if (row["state"] or "due") in OPEN]
    return {"groups": [("Open", open_), ("Not open any more, or past its day", [r for r in rows if r not in open_])]}
