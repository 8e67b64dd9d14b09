"""Sources: who publishes, for whom, and how much of this account rests on each."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import record


def view(book: Book) -> dict[str, Any]:
    """Sources, those with most rows first."""
    why = {source.id: source.prints_why for source in book.case.info.sources}
    return {"sources": record.sources(book.db), "why": why, "actors": book.case.info.actors,
            "itemised": record.itemised(book.db)}
