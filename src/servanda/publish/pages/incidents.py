"""The list of incidents and the page of one incident; both are drawn in the browser from shards."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book, in_order
from servanda.queries import incidents, listing, record


def view(book: Book) -> dict[str, Any]:
    """Choices of the filters; the rows come from the index shards."""
    found = incidents.combinations(book.db)
    with_row = {combination[1] for combination in found}
    readings = [r.id for r in book.case.terms.readings if r.id in with_row]
    if len(book.compare) > 1:
        readings += ["common_ground", "widest"]
    return {"shards": book.index_shards, "total": record.totals(book.db)["incidents"], "readings": readings,
            "provisions": [p for p in book.case.terms.provisions if p.id in {c[0] for c in found}],
            "parties": sorted({c[2] for c in found}), "objects": listing.things(book.db),
            "claimants": in_order(listing.claimants(book.db), book.case.info.party_ids())}


def view_one(book: Book) -> dict[str, Any]:
    """How many shards of details there are."""
    return {"detail_shards": book.detail_shards}
