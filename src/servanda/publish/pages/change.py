"""Before and after: did reports fall or rise, by each side's series, and what reporting itself did meanwhile."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from servanda.publish.book import Book
from servanda.publish.charts import CHARTS
from servanda.publish.measured import SEASON, conditional, plainly, untold
from servanda.queries import measured

Row = dict[str, Any]
MAIN = ("reported_over_expected", "rate_ratio")
ESTIMATES = (*MAIN, "level_change", "slope_change_per_week", "change_point", "placebos_as_far", "rank_among_windows",
             "dispersion")
SOURCES = ("sources_before", "sources_during", "sources_fallen_silent", "fall_explained_by_silence")


def view(book: Book) -> dict[str, Any]:
    """Charts, the estimates of every start, and reporting."""
    effects = measured.effects(book.db)
    reporting = measured.reporting(book.db)
    return {
        "charts": CHARTS["change"](book), "placebos": CHARTS["placebo"](book),
        "starts": starts(effects), "delay": _one(reporting, "delay_days"),
        "tolls": _one(reporting, "tolls_that_differ"), "sources": sources(reporting),
        "effort": [row for row in reporting if row["measure"].startswith("effort_")],
        "seasonal": [row for row in effects if row["subset"] == SEASON and row["measure"] in MAIN],
        "compared": set(book.compare),
    }


def starts(effects: list[Row]) -> list[Row]:
    """One row a series and start, with its estimates: how far the answer rests on whose start one takes."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in effects:
        key = (row["series"], row["period_from"], row["period_to"], row["provision"], row["reading"],
               row["party"] or "")
        groups[key].append(row)
    names = ("series", "period_from", "period_to", "provision", "reading", "party")
    rows = [{**dict(zip(names, key, strict=True)), **_read(told)} for key, told in groups.items()]
    return sorted(rows, key=lambda row: (row["series"], row["period_from"], row["period_to"], row["provision"],
                                         row["reading"]))


def _read(told: list[Row]) -> Row:
    """The estimates of one series and start by measure, and what follows under conditions, in words."""
    by = plainly(told)
    return {"by": {name: by.get(name) for name in ESTIMATES}, "main": by.get(MAIN[0]) or by.get(MAIN[1]),
            "conditions": [words for words in (untold(by), conditional(told)) if words]}


def sources(reporting: list[Row]) -> list[Row]:
    """One row a start: sources before, during and fallen silent, and what of a fall that explains."""
    groups: dict[tuple[str, ...], Row] = defaultdict(dict)
    for row in reporting:
        if row["measure"] in SOURCES:
            groups[row["provision"], row["reading"], row["period_from"], row["period_to"]][row["measure"]] = row
    names = ("provision", "reading", "period_from", "period_to")
    return [{**dict(zip(names, key, strict=True)), **{name: by.get(name) for name in SOURCES}}
            for key, by in groups.items()]


def _one(rows: list[Row], measure: str) -> Row | None:
    return next((row for row in rows if row["measure"] == measure), None)
