"""Sources: who publishes, for whom, and how much of this account rests on each."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import record

SHOWN, LISTED = 30, 400  # sources set out at once; listed on the page at all, the rest being in the table


def view(book: Book) -> dict[str, Any]:
    """Sources, those with most reports first, each with its share of all reports."""
    rows = record.sources(book.db)
    total = sum(row["n_reports"] or 0 for row in rows)
    top = max((row["n_reports"] or 0 for row in rows), default=0)
    return {"total": len(rows), "reports": total, "top": top, "limit": LISTED,
            "groups": [("", rows[:SHOWN]), (f"The other {len(rows) - SHOWN}", rows[SHOWN:LISTED])],
            "why": {source.id: source.prints_why for source in book.case.info.sources},
            "actors": book.case.info.actors, "itemised": record.itemised(book.db)}
