"""Contradictions by proposition: who says what against whom, and those that only seem so."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from servanda.publish.book import Book
from servanda.queries import talks


def view(book: Book) -> dict[str, Any]:
    """Propositions with their contradictions, those with one between parties first, and counts."""
    rows = talks.contradictions(book.db)
    groups = [{"proposition": id_, "topic": group[0]["topic"], "rows": group} for id_, group in
              ((id_, list(group)) for id_, group in groupby(rows, key=lambda row: row["proposition"]))]
    groups.sort(key=lambda group: not any(row["between"] == "parties" and row["kind"] == "opposed"
                                          for row in group["rows"]))
    counts = {(kind, between): sum(row["kind"] == kind and row["between"] == between for row in rows)
              for kind in ("opposed", "near") for between in ("parties", "within_party", "sources")}
    return {"groups": groups, "counts": counts, "concessions": talks.concessions(book.db),
            "shifts": talks.shifts(book.db), "said": talks.words_of(book.db)}
