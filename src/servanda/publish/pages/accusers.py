"""Each accuser in its own reading: one party's accusations, and its published counts, under the reading it declared."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import measured, verdicts

# Columns of the table: (outcome, timing).
COLUMNS = (("potential_violation", ""), ("excepted", ""), ("undetermined", ""), ("not_covered", ""),
           ("not_in_force", "before"), ("not_in_force", "after"), ("not_in_force", "other"))


def view(book: Book) -> dict[str, Any]:
    """The same table for every party of the conflict."""
    return {"tables": [table(book, party.id) for party in book.case.info.parties if party.role == "party"],
            "columns": COLUMNS}


def table(book: Book, party: str) -> dict[str, Any]:
    """One party: a row per provision and accused, accounts counted by outcome."""
    rows = []
    for provision in book.case.terms.provisions:
        reading = book.case.terms.declared_reading(party, provision.id)
        found = verdicts.accusations(book.db, party, provision.id, reading) if reading else []
        for accused in sorted({row["author"] for row in found}):
            counts = {(row["outcome"], row["timing"]): row["accounts"] for row in found if row["author"] == accused}
            rows.append({"provision": provision.id, "reading": reading, "accused": accused,
                         "counts": [counts.get(column, 0) for column in COLUMNS], "total": sum(counts.values())})
        if not found:
            rows.append({"provision": provision.id, "reading": reading, "accused": "", "counts": [], "total": 0})
    return {"party": party, "rows": rows, "published": measured.published(book.db, party)}
