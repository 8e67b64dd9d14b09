"""The shards of the list of incidents: columns, with whatever repeats said once and named by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from servanda.model.clock import local
from servanda.model.values import OUTCOMES
from servanda.publish import marks, shards, words
from servanda.publish.book import Book, split
from servanda.queries import listing

# Columns whose values repeat: name in the shard -> how one distinct value is told in the head.
_REPEATED: dict[str, Callable[[str], Any]] = {
    "places": lambda text: marks.seen(text), "authors": split, "denied": split, "claimants": split, "things": split,
    "patterns": lambda text: [int(number) for part in split(text) for number in part.split(",")],
}
_SOURCE = {"places": "place", "patterns": "pattern"}
_PLAIN = ("standing", "disputed", "reports", "origins", "accounts")
_FAR = 2**52
_EPOCH = date(1970, 1, 1).toordinal()


def write(book: Book, folder: Path) -> list[str]:
    """Write the head and the slices of the list; returns their paths from the site's root."""
    found = listing.columns(book.db, book.compare)
    head, columns = shaped(found, book.case.info.zone)
    head |= {"combinations": listing.combinations(book.db), "outcomes": OUTCOMES, "compare": book.compare,
             "words": {thing: words.plain(thing) for thing in sorted({x for row in head["things"] for x in row})}}
    total = len(columns["ids"])
    starts = range(0, total, shards.INDEX_SIZE) or (0,)
    return [shards.write(folder, "index", head), *(
        shards.write(folder, f"index-{place:03d}", {name: column[start:start + shards.INDEX_SIZE]
                                                    for name, column in columns.items()})
        for place, start in enumerate(starts))]


def shaped(found: listing.Columns, zone: str) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """(what repeats, said once; columns of one length): days are counted from 1970, null where none is stated."""
    head: dict[str, Any] = {}
    columns: dict[str, list[Any]] = {"ids": found.get("id", []),
                                     "titles": [marks.seen(title) for title in found.get("title", [])]}
    merged = {**found, "place": [", ".join(filter(None, pair)) for pair in
                                 zip(found.get("place", []), found.get("admin1", []), strict=True)]}
    for name, told in _REPEATED.items():
        said, columns[name] = coded(merged.get(_SOURCE.get(name, name), []))
        head[name] = [told(value) for value in said]
    columns["first"], columns["last"] = days(found.get("time_from", []), found.get("time_to", []), zone)
    return head, columns | {name: found.get(name, []) for name in _PLAIN}


def coded(values: Iterable[str]) -> tuple[list[str], list[int]]:
    """The distinct values in code-point order, and for each value its place among them."""
    listed = list(values)
    said = sorted(set(listed))
    number = {value: place for place, value in enumerate(said)}
    return said, [number[value] for value in listed]


def days(low: list[int | None], high: list[int | None], zone: str) -> tuple[list[int | None], list[int | None]]:
    """First and last local day of each span, counted from 1970."""
    @cache
    def day(instant: int) -> int:
        return local(instant, zone).toordinal() - _EPOCH

    known = [(a, max(a, b - 1)) if a is not None and b is not None and max(abs(a), abs(b)) < _FAR else None
             for a, b in zip(low, high, strict=True)]
    return [span and day(span[0]) for span in known], [span and day(span[1]) for span in known]
