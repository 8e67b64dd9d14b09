"""What is due: by whom, to whom, until when, and how far it is done by whose account."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import record


def view(book: Book) -> dict[str, Any]:
    """Every commitment, in order of the day on which it falls due."""
    return {"commitments": record.commitments(book.db)}
