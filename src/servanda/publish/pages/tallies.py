"""Counts that others published: their period, how they stand to our count and to one another, and their parts."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book
from servanda.queries import parts, record

SHOWN = 100  # counts in reports that are set out; the rest is in exports/composites.csv
PARTS = 20  # incidents named of each; the rest is in exports/parts.csv


def view(book: Book) -> dict[str, Any]:
    """Each tally with its checks: those against our count first, then those against others."""
    checks = record.tally_checks(book.db)
    by_tally: dict[str, list[dict[str, Any]]] = {}
    for check in checks:
        by_tally.setdefault(check["tally_id"], []).append(check)
    rows = [{**row, "ours": [c for c in by_tally.get(row["tally_id"], []) if c["check"] == "own_reading"],
             "checks": [c for c in by_tally.get(row["tally_id"], []) if c["check"] != "own_reading" and telling(c)]}
            for row in record.tallies(book.db)]
    outside = sum(any(c["period"] in ("partly", "before_start", "after_end") for c in row["ours"]) for row in rows)
    return {"tallies": rows, "outside": outside, **_counts(book),
            "unbalanced": sum(any(c["holds"] in ("no", "near") and c["against"] for c in row["checks"])
                              for row in rows)}


def _counts(book: Book) -> dict[str, Any]:
    """Reports that count several happenings, each with the incidents that may be among them."""
    counts = [row for row in record.composites(book.db) if row["fitting_high"] is not None]
    inside: dict[str, list[dict[str, Any]]] = {}
    for row in parts.of(book.db, [row["report_id"] for row in counts[:SHOWN]], PARTS):
        inside.setdefault(row["report_id"], []).append({**row, "open": [
            name for name in ("time", "place", "author", "act", "means", "object") if row[name] == "unknown"]})
    return {"counts": [{**row, "parts": inside.get(row["report_id"], [])} for row in counts[:SHOWN]],
            "total_counts": len(counts), "limit": SHOWN, "most": PARTS}


def telling(check: dict[str, Any]) -> bool:
    """Whether a check says more than the one against all claims does."""
    return bool(check["check"] != "own_claims" or check["our_high"] is not None)
