"""Incidents and potential violations by region; what is not placed is said."""

from __future__ import annotations

from collections.abc import Mapping

from servanda.publish.report.desk import BEFORE, NOW, Desk
from servanda.publish.report.document import Block, Picture, Table, Text
from servanda.publish.report.document import Row as Line
from servanda.publish.report.ledger import Figure
from servanda.queries import report as asked

_Count = tuple[int, int, int | None]
_Found = Mapping[tuple[str, ...], _Count]


def blocks(desk: Desk) -> list[Block]:
    """The maps, all incidents, then each provision of which anything is open."""
    return [*_maps(desk), *_incidents(desk), *_provisions(desk)]


def _maps(desk: Desk) -> list[Block]:
    """A map of the period under each compared reading, so that none is the one map."""
    ids = [row["incident_id"] for row in desk.inside]
    drawn = {reading: desk.draw(ids, reading) for reading in desk.book.compare} if desk.draw and ids else {}
    return [Picture(svg, desk.say("Incidents of the period; symbols by the outcome under “{reading}”. What is known "
                                  "only as an area is drawn as one.", reading=desk.reading(reading)),
                    desk.say("The map is in the HTML and in the PDF.")) for reading, svg in drawn.items() if svg]


def _region(desk: Desk, region: str) -> Text:
    return (desk.name(region),) if region else desk.say("no region known")


def _incidents(desk: Desk) -> list[Block]:
    found: _Found = {(row["label"], row["region"]): (row["low"], row["high"], None)
                     for row in asked.regions(desk.book.db)}
    rows = []
    for region in _ordered({key[1] for key in found}):
        now, before = (_figure(desk, "incidents", found, (label, region), label, region) for label in (NOW, BEFORE))
        rows.append(Line((_region(desk, region), (desk.range(now),), (desk.range(before),))))
    if not rows:
        return []
    head = (desk.say("Region"), desk.say("Incidents, this period"), desk.say("Period before"))
    return [Table(desk.say("Incidents by region, whatever their outcome"), head, tuple(rows), (3, 2, 2), (1, 2),
                  desk.counted)]


def _provisions(desk: Desk) -> list[Block]:
    found: _Found = {(row["provision"], row["reading"], row["region"]): (row["low"], row["high"], row["open"])
             for row in asked.regions_by_reading(desk.book.db, desk.book.compare) if row["label"] == NOW}
    tables: list[Block] = []
    for provision in desk.provisions():
        readings = desk.book.readings_on(provision, desk.book.compare)
        regions = _ordered({key[2] for key in found if key[0] == provision})
        rows = [Line((_region(desk, region), *((desk.range(_figure(
            desk, "potential_violations", found, (provision, reading, region), NOW, region, provision=provision,
            reading=reading, party="anybody", standard="all")),) for reading in readings))) for region in regions]
        if rows:
            head = (desk.say("Region"), *((desk.reading(reading),) for reading in readings))
            tables.append(Table(desk.say("Potential violations of “{provision}” in this period, by region, low–high "
                                         "under each reading", provision=desk.provision(provision)), head, tuple(rows),
                                (3, *(2 for _ in readings)), tuple(range(1, len(head))), desk.counted))
    return tables


def _figure(desk: Desk, rule: str, found: _Found, key: tuple[str, ...], label: str,
            region: str, **of: str) -> Figure:
    low, high, open_ = found.get(key, (0, 0, None))
    return desk.figure(rule, low, high, open_, subset=f"region={region or 'not_stated'}",
                       period=desk.period if label == NOW else desk.period.before, **of)


def _ordered(regions: set[str]) -> list[str]:
    """By name; what is not placed comes last."""
    return sorted(regions, key=lambda region: (not region, region))
