"""Report tables to the rows of `reports`."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.collect import columns
from servanda.collect.actors import Directory
from servanda.collect.common import PROVENANCE, Desk, outcome, provenance
from servanda.collect.mapping import Parse, Sheet
from servanda.collect.places import Gazetteer, place_columns
from servanda.collect.times import count_unclear, spans, zones_of
from servanda.collect.told import Told
from servanda.model.case import Frame
from servanda.model.objects import UNKNOWN
from servanda.model.problems import Problem
from servanda.model.vocabulary import (
    ACTS,
    DENIED_THINGS,
    HOW_KNOWN,
    MEANS,
    REPORT_KINDS,
    STAGES,
    TIME_PRECISIONS,
)

INPUT = (
    "kind", "source", "origin", "published", "url", "time_from", "time_to", "lasted_from", "lasted_to", "zone",
    "time_precision", "time_words", "place", "admin1", "lat", "lon", "precision", "claimed_by", "recognised_by",
    "controlled_by", "operated_by", "author_claimed", "denied_by", "denies", "admitted_by", "act", "stage", "means",
    "aimed_at", "affected", "raises", "words", "how_known", "munitions_low", "munitions_high", "n_low", "n_high",
    "fatalities", "injured", "summary", *PROVENANCE,
)
_COUNTS = ("munitions_low", "munitions_high", "n_low", "n_high", "fatalities", "injured")
_RANGES = (("munitions_low", "munitions_high"), ("n_low", "n_high"))


def _parsers(people: Directory) -> dict[str, Parse]:
    """The parser of every column that stands for itself."""
    return {
        "kind": columns.one_of(REPORT_KINDS, unknown=False),
        "published": columns.day, "url": columns.text, "time_words": columns.text, "place": columns.text,
        "admin1": columns.text, "words": columns.text, "summary": columns.text,
        "time_precision": columns.one_of(TIME_PRECISIONS),
        "lat": columns.number(-90, 90), "lon": columns.number(-180, 180), "precision": columns.number(0, 20_000),
        "claimed_by": people.known_parties, "recognised_by": people.recognitions,
        "controlled_by": people.known_parties, "operated_by": people.known_parties,
        "denied_by": people.known_parties, "admitted_by": people.known_parties,
        "denies": columns.some_of(DENIED_THINGS),
        "act": columns.one_of(ACTS), "stage": columns.one_of(STAGES), "means": columns.one_of(MEANS),
        "aimed_at": columns.aims, "affected": columns.hits, "raises": columns.names,
        "how_known": columns.one_of(HOW_KNOWN),
        **dict.fromkeys(_COUNTS, columns.count_or_unknown),
    }


def report_tables(desk: Desk, told: Told, *, unique: bool) -> Iterator[tuple[Frame, list[Problem]]]:
    """The frames of `reports`, all rows of it in blocks, each with what is wrong with its rows.

    What is told once a file is counted in ``told``; ``unique`` and what it raises: see `mapping.sheets`.
    """
    gazetteer, parsers = Gazetteer(desk.case.places, desk.case.info.zone), _parsers(desk.people)
    for rows in desk.sheets("reports", INPUT, "report_id", unique=unique):
        yield _frame(rows, desk, gazetteer, parsers, told), rows.problems


def _frame(rows: Sheet, desk: Desk, gazetteer: Gazetteer, parsers: dict[str, Parse], told: Told) -> Frame:
    sources = desk.sources.column(rows)
    frame: Frame = {"source": list(sources)}
    for name, parse in parsers.items():
        frame[name] = rows.column(name, parse)
    frame["kind"] = [kind or "single" for kind in frame["kind"]]
    _check_ranges(rows, frame)
    _people(rows, desk.people, frame)
    _times(rows, desk, sources, frame, told)
    frame.update(provenance(rows, desk, sources))
    place_columns(rows, gazetteer, frame, told)
    frame["report_id"] = rows.ids
    frame.update(outcome(rows))
    return frame


def _people(rows: Sheet, people: Directory, frame: Frame) -> None:
    """Origins and the author named, with their parties."""
    frame["origin"] = rows.column("origin", people.origins)
    frame["origin_parties"] = rows.column("origin", people.origin_parties)
    people.note_unknown(rows.files, rows.texts("origin"))
    frame["author_claimed"] = rows.column("author_claimed", people.known_party)
    actors = {name: people.actor(name) or None for name in set(rows.texts("author_claimed"))
              if name != UNKNOWN and not people.is_party(name)}
    frame["author_actor"] = [actors.get(name) for name in rows.texts("author_claimed")]


def _times(rows: Sheet, desk: Desk, sources: list[str | None], frame: Frame, told: Told) -> None:
    """The possible time and the stated duration as instants."""
    stated = rows.column("zone", columns.zone_name)
    info = desk.case.info
    zones = zones_of(rows, stated, desk.sources.habit, desk.people.habit, sources, info.clock_zones or (info.zone,))
    possible, lasted = spans(rows, "time", zones), spans(rows, "lasted", zones)
    frame["time_from"], frame["time_to"] = possible.starts, possible.ends
    frame["lasted_from"], frame["lasted_to"] = lasted.starts, lasted.ends
    frame["zone"] = [first or second for first, second in zip(possible.zones, lasted.zones, strict=True)]
    frame["time_precision"] = [given or found for given, found in
                               zip(frame["time_precision"], possible.precisions, strict=True)]
    count_unclear(rows, frame["zone"], told)


def _check_ranges(rows: Sheet, frame: Frame) -> None:
    """Refuse rows whose least is more than their most, or that give half a position."""
    for low, high in (pair for pair in _RANGES if all(name in rows.cells for name in pair)):
        for row, (least, most) in enumerate(zip(frame[low], frame[high], strict=True)):
            if least is not None and most is not None and least > most:
                rows.refuse(row, "cell_wrong", f"`{low}` is `{least}`: more than `{high}`, which is `{most}`.")
    if None not in frame["lat"] and None not in frame["lon"]:
        return
    for row, (lat, lon) in enumerate(zip(rows.texts("lat"), rows.texts("lon"), strict=True)):
        if bool(lat) != bool(lon):
            rows.refuse(row, "cell_wrong", "Only one of `lat` and `lon` is given: a position needs both.")
        if frame["lat"][row] is None or frame["lon"][row] is None:
            frame["lat"][row] = frame["lon"][row] = None
