"""Statements, day by day: speaker, verb, topic, short quotation, address."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from servanda.publish.book import Book
from servanda.queries import record


def view(book: Book) -> dict[str, Any]:
    """Statements by day, each with an anchor of its id."""
    rows = record.statements(book.db)
    days = [(day, list(group)) for day, group in groupby(rows, key=lambda row: row["date"] or "")]
    return {"days": days, "total": len(rows), "topics": dict(book.case.info.topics)}
