"""The matrix: per provision, reading and author, one interval under each standard of evidence."""

from __future__ import annotations

from typing import Any

from servanda.publish.book import Book


def view(book: Book) -> dict[str, Any]:
    """Per provision: rows (reading, author), columns = standards."""
    return {"standards": book.standards(),
            "matrices": [matrix(book, provision.id) for provision in book.case.terms.provisions]}


def matrix(book: Book, provision: str) -> dict[str, Any]:
    """One provision's rows; readings that say nothing about it have none."""
    readings = book.readings_on(provision)
    if len(book.readings_on(provision, book.compare)) > 1:
        readings = [*readings, "common_ground", "widest"]
    rows: list[dict[str, Any]] = []
    top = 0
    for reading in readings:
        for author in book.authors():
            cells = [book.figures.get((provision, reading, author, standard)) for standard in book.standards()]
            if any(cells):
                top = max(top, *(cell["high"] or 0 for cell in cells if cell))
                rows.append({"reading": reading, "author": author, "cells": cells,
                             "compared": reading in book.compare})
    return {"provision": book.case.terms.provision(provision), "rows": rows, "top": top}
