"""The shards of the site: the list of incidents, the details of each, and the words for their codes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from servanda.model.values import OUTCOME_BITS, OUTCOMES
from servanda.publish import detail, marks, shards, times, words
from servanda.publish.book import Book, split
from servanda.publish.maps import drawn, gather
from servanda.queries import incidents, verdicts

Row = dict[str, Any]


def write(book: Book, folder: Path) -> Book:
    """Write every shard; returns the book with the places of the shards in it."""
    verdict_rows = incidents.verdicts(book.db)
    index_shards = _index(book, folder, verdict_rows)
    items = detail.items(book, verdict_rows)
    count = shards.shard_count(len(items))
    aliases = shards.by_bucket(detail.aliases(book), count)
    for number, bucket in enumerate(shards.by_bucket(items, count)):
        shards.write(folder, f"incidents-{number:03d}", {"items": bucket, "aliases": aliases[number]})
    ready = replace(book, index_shards=tuple(index_shards), detail_shards=count, scene=gather(book))
    drawn.write(ready, folder)
    return ready


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


def _index(book: Book, folder: Path, verdict_rows: list[Row]) -> list[str]:
    """The list: a header with the (provision, reading, author) that occur, then incidents in slices."""
    combinations = incidents.combinations(book.db)
    number = {combination: place for place, combination in enumerate(combinations)}
    by_incident: dict[str, list[int]] = defaultdict(list)
    turning = {row["incident_id"] for row in verdicts.turning(book.db, book.compare)}
    rival = {row["incident_id"] for row in verdicts.on_account(book.db, book.compare)}
    for row in verdict_rows:
        by_incident[row["incident_id"]] += [
            number[row["provision"], row["reading"], row["author"]], OUTCOMES.index(row["outcome"]),
            sum(OUTCOME_BITS.get(name, 0) for name in split(row["possible"]))]
    header = {"combinations": combinations, "outcomes": OUTCOMES, "compare": book.compare}
    written = [shards.write(folder, "words", vocabulary(book)), shards.write(folder, "index", header)]
    rows = [[*_line(book, row), (row["incident_id"] in turning) + 2 * (row["incident_id"] in rival),
             by_incident[row["incident_id"]]] for row in incidents.index(book.db)]
    return written + [shards.write(folder, f"index-{place:03d}", piece)
                      for place, piece in enumerate(shards.slices(rows))]


def _line(book: Book, row: Row) -> list[Any]:
    """One incident of the list: id, title, place, when, authors, standings, denials, counts."""
    when = times.first_day(row["time_from"], row["time_to"], book.case.info.zone)
    return [row["incident_id"], marks.seen(row["title"] or ""), marks.seen(row["place"] or ""), when,
            split(row["authors"]), *(row[f"{name}_standing"] or "" for name in ("occurrence", "author", "object")),
            split(row["denied_by"]), row["n_reports"], row["n_origins"], row["n_accounts"]]
