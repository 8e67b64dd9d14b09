"""The shards of the site: the list of incidents, the details of each, and the words for their codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from servanda.engine.cache import key
from servanda.publish import detail, listing, marks, shards, words
from servanda.publish.book import Book
from servanda.queries import details, incidents, verdicts

Row = dict[str, Any]
BLOCK = 125  # shards of details that are written at once: some 5,000 incidents


def write(book: Book, folder: Path) -> Book:
    """Write every shard; returns the book with the places of the shards in it."""
    index_shards = [shards.write(folder, "words", vocabulary(book)), *listing.write(book, folder)]
    return replace(book, index_shards=tuple(index_shards), detail_shards=_details(book, folder))


def _details(book: Book, folder: Path) -> int:
    """Write the details of every incident; returns the number of shards."""
    ids, members = incidents.ids(book.db), [pair for pair in incidents.members(book.db) if pair[0] != pair[1]]
    count = shards.shard_count(len(ids))
    with details.held(book.db, _drawn_on(book)):
        said = {row["number"]: shards.told(detail.verdict(row)) for row in details.verdicts(book.db)}
        for rows in details.missing(book.db):
            details.add(book.db, detail.texts(book, rows, said))
        details.remember(book.db, _drawn_on(book))
        details.spread(book.db, ids, shards.buckets(ids, count), members,
                       shards.buckets([report for report, _ in members], count))
        for first in range(0, count, BLOCK):
            items, aliases = details.block(book.db, first, first + BLOCK)
            for number in range(first, min(first + BLOCK, count)):
                pieces = ",".join(f"{shards.told(id_)}:{text}" for id_, text in items.get(number, ()))
                shards.write_told(folder, f"incidents-{number:03d}", f'{{"items":{{{pieces}}},"aliases":'
                                  f"{shards.told(dict(aliases.get(number, ())))}}}")
    return count


def _drawn_on(book: Book) -> str:
    """What a page of an incident draws on beside its rows, as a key."""
    return key("details", replace(book.case.info, as_of=""), book.case.terms)


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
