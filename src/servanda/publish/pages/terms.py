"""Terms: what stands in which instrument, and each provision element by element under each reading."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book, in_order
from servanda.queries import record

ORDER = ("kind", "agreed", "bound", "binds", "act", "attempts", "means", "object", "debris", "by_product", "whose",
         "where", "when", "provided", "unless", "release", "events")
Row = dict[str, Any]


def view(book: Book) -> Row:
    """Instruments, readings, provisions; acceptance and the release table where there are rows."""
    return {
        "instruments": book.case.terms.instruments,
        "readings": book.case.terms.readings,
        "provisions": [grid(book, p.id) for p in book.case.terms.provisions],
        "acceptance": record.acceptance(book.db),
        "releases": record.releases(book.db),
    }


def grid(book: Book, provision: str) -> Row:
    """One provision: elements that compared readings hold apart, those held alike, and what every reading holds."""
    told = elements(book, provision)
    readings = in_order({reading for by in told.values() for reading in by},
                        [r.id for r in book.case.terms.readings])
    compared = [reading for reading in readings if reading in book.compare]
    differ, alike = differing(book, provision, compared)
    return {"provision": book.case.terms.provision(provision), "readings": readings, "compared": compared,
            "differ": differ, "alike": alike,
            "held": [(element, holdings(by, readings)) for element, by in told.items()]}


def elements(book: Book, provision: str) -> dict[str, dict[str, Row]]:
    """Element -> reading -> row, in the order of the elements."""
    found: dict[str, dict[str, Row]] = {}
    for (of, element, reading), row in book.effective.items():
        if of == provision:
            found.setdefault(element, {})[reading] = row
    return {element: found[element] for element in in_order(found, ORDER)}


Differing = list[tuple[str, dict[str, Row]]]


def differing(book: Book, provision: str, readings: list[str]) -> tuple[Differing, Differing]:
    """Elements that these readings do not hold alike, each with what every reading says; and those held alike."""
    told = {element: {reading: by[reading] for reading in readings if reading in by}
            for element, by in elements(book, provision).items()}
    known = [(element, by) for element, by in told.items() if by]
    return ([pair for pair in known if not alike(pair[1], readings)],
            [pair for pair in known if alike(pair[1], readings)])


def alike(by: dict[str, Row], readings: list[str]) -> bool:
    """Whether all these readings say the same of an element, or are all silent about it."""
    return len(by) == len(readings) and len({said(row) for row in by.values()}) == 1


def said(row: Row) -> tuple[str, str]:
    """What a row holds, apart from whether it takes it from the provision or says it itself."""
    return row["text"] or "", row["stance"] if row["stance"] in ("silent", "denied") else ""


def holdings(by: dict[str, Row], readings: list[str]) -> list[list[tuple[str, Row]]]:
    """Readings that hold the same of an element together, with their rows; in the order of the readings."""
    groups: dict[tuple[str, str], list[tuple[str, Row]]] = {}
    for reading in readings:
        if reading in by:
            groups.setdefault(said(by[reading]), []).append((reading, by[reading]))
    return list(groups.values())
