"""The shards of the site: the list of incidents, the details of each, and the words for their codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from servanda.publish import detail, listing, marks, shards, words
from servanda.publish.book import Book
from servanda.queries import incidents, verdicts

Row = dict[str, Any]
BLOCK = 125  # shards of details that are made at once: some 5,000 incidents


def write(book: Book, folder: Path) -> Book:
    """Write every shard; returns the book with the places of the shards in it."""
    index_shards = [shards.write(folder, "words", vocabulary(book)), *listing.write(book, folder)]
    return replace(book, index_shards=tuple(index_shards), detail_shards=_details(book, folder))


def _details(book: Book, folder: Path) -> int:
    """Write the details of every incident; returns the number of shards."""
    ids = incidents.ids(book.db)
    count = shards.shard_count(len(ids))
    aliases = shards.by_bucket({report: incident for report, incident in incidents.members(book.db)
                                if report != incident}, count)
    near = incidents.boundaries(book.db)
    with incidents.blocks(book.db, {id_: shards.bucket(id_, count) // BLOCK for id_ in ids}):
        for block, first in enumerate(range(0, count, BLOCK)):
            spread = shards.by_bucket(detail.items(book, incidents.block(book.db, block), near), count)
            for number in range(first, min(first + BLOCK, count)):
                shards.write(folder, f"incidents-{number:03d}", {"items": spread[number], "aliases": aliases[number]})
    return count


def vocabulary(book: Book) -> Row:
    """Everything that the scripts print and did not invent: titles, codes in words."""
    return {
        "titles": {id_: marks.seen(title) for id_, title in sorted(book.titles.items())},
        "provisions": {p.id: marks.seen(p.title) for p in book.case.terms.provisions},
        "readings": [r.id for r in book.case.terms.readings],
        "compare": list(book.compare),
        "reasons": {code: words.reason(code) for code in verdicts.reason_codes(book.db)},
        "elements": words.ELEMENTS, "answers": words.ANSWERS, "outcomes": words.OUTCOMES,
    }
