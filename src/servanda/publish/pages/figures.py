"""Figures: the spread of claims, counts by rule, compliance, two scores, parts, and what rests on one source."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from servanda.publish.book import Book, in_order
from servanda.publish.charts import CHARTS
from servanda.queries import measured

FACETS = ("means", "target", "region")
MEASURES = ("rate_per_day", "quiet_days", "longest_quiet_spell", "first_day", "last_day")
Row = dict[str, Any]


def view(book: Book) -> dict[str, Any]:
    """Everything that counts incidents, under the compared readings."""
    compliance = measured.compliance(book.db, book.compare)
    return {
        "charts": CHARTS["spread"](book), "rules": rules(book), "sides": sides(book),
        "compliance": [table(book, provision.id, compliance) for provision in book.case.terms.provisions],
        "standards": [standard for standard in book.standards() if standard != "all"],
        "objective": [row for row in compliance
                      if row["measure"] == "immediate_objective" and row["standard"] == "all"],
        "purpose": measured.purpose(book.db), "parts": parts(book), "rests": rests(book),
    }


def sides(book: Book) -> list[str]:
    """The parties of the conflict, always all of them, and other authors that figures name."""
    parties = [party.id for party in book.case.info.parties if party.role == "party"]
    return [*parties, *(author for author in book.authors() if author not in parties)]


def rules(book: Book) -> list[Row]:
    """One table a provision: rules down, reading and author across, with how far each rule lies from the first."""
    titles = {rule["id"]: rule["title"] for rule in book.case.counting}
    by: dict[str, dict[tuple[str, str, str], Row]] = defaultdict(dict)
    named: dict[str, Row] = {}
    for row in measured.by_rule(book.db, book.compare):
        by[row["provision"]][row["rule"], row["reading"], row["party"]] = row
        named.setdefault(row["rule"], row)
    found = []
    for provision in book.case.terms.provisions:
        cells = by[provision.id]
        columns = [(reading, side) for reading in book.readings_on(provision.id, book.compare) for side in sides(book)
                   if any(key[1:] == (reading, side) and cell["high"] for key, cell in cells.items())]
        if columns:
            found.append({"provision": provision, "columns": columns, "cells": cells,
                          "rows": [{**named[rule], "title": titles.get(rule, "Incidents, any claim")}
                                   for rule in named]})
    return found


def table(book: Book, provision: str, rows: list[Row]) -> Row:
    """Compliance with one provision: a row a reading and side, and the same under every other standard."""
    cells = {(row["standard"], row["reading"], row["party"], row["measure"]): row for row in rows
             if row["provision"] == provision}
    readings = [reading for reading in book.readings_on(provision, book.compare)
                if any(key[1] == reading and key[3] == "quiet_days" for key in cells)]
    keys = [(reading, side) for reading in readings for side in [*sides(book), "anybody"]
            if ("all", reading, side, "quiet_days") in cells]
    unseen = {row["reading"]: row for row in rows
              if row["provision"] == provision and row["measure"] == "days_without_any_report"}
    return {"provision": book.case.terms.provision(provision), "keys": keys, "cells": cells, "unseen": unseen,
            "readings": readings}


def parts(book: Book) -> list[Row]:
    """By facet and provision: values down, reading and author across; nothing where nothing is possible."""
    found = []
    rows = measured.parts(book.db)
    for facet in FACETS:
        for provision in book.case.terms.provisions:
            own = [row for row in rows if row["facet"] == facet and row["provision"] == provision.id and row["high"]]
            if own:
                cells = {(row["value"], row["reading"], row["party"]): row for row in own}
                columns = [(reading, side) for reading in book.readings_on(provision.id, book.compare)
                           for side in sides(book) if any(key[1:] == (reading, side) for key in cells)]
                values = in_order({row["value"] for row in own} - {"not_stated"}, ())
                stated = [*values, *(value for value in ("not_stated",) if any(key[0] == value for key in cells))]
                found.append({"facet": facet, "provision": provision, "columns": columns, "cells": cells,
                              "values": stated})
    return found


def rests(book: Book) -> list[Row]:
    """The range of each headline without any one source."""
    both: dict[tuple[str, str, str], Row] = defaultdict(dict)
    for row in measured.leave_one_out(book.db):
        both[row["provision"], row["reading"], row["party"]][row["end"]] = row
    return [{"provision": key[0], "reading": key[1], "party": key[2], **ends} for key, ends in both.items()
            if ends["high"]["value"]]
