"""The one gate of everything that goes out: what people redacted, and what an audience may not see, is taken out.

It works on the tables, and on the case beside them, before any page, shard or export is written, so that
none of them can forget it.  Verdicts and figures are computed before, from everything: they do not change
with the audience, but those are left out that would tell what is hidden by subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import NO_CASE, Case, Decision
from servanda.model.clock import local, span
from servanda.model.sharing import (
    BLURS,
    COARSE,
    DELAYED,
    LEVEL,
    LICENCE,
    NAMING,
    OWNER,
    REDACTED,
    SMALL,
    UNNAMED,
    WHY,
    Release,
    levels_for,
    reaches,
    stays,
    switches_for,
)
from servanda.model.tables import TABLES
from servanda.publish import public
from servanda.publish.words import number_of
from servanda.queries import aging, beside, hiding, incidents, record, renaming, seen

# Columns that are hidden together: half a place or half a time would tell the rest.
_TOGETHER = {
    "place": ("place", "admin1", "lat", "lon", "precision", "claimed_by", "recognised_by", "controlled_by",
              "operated_by"),
    "time": ("time_from", "time_to", "lasted_from", "lasted_to", "time_precision", "zone"),
}
# What is hidden where a place or a time is made coarse; the area and the day, or the week, stay.
_COARSE = {
    ("place", "area"): tuple(name for name in _TOGETHER["place"] if name != "admin1"),
    ("time", "day"): ("lasted_from", "lasted_to", "time_precision"),
    ("time", "week"): ("lasted_from", "lasted_to", "time_precision", "published"),
}
_POINTERS = ("url", "document_id", "start", "end")
# Problems for which nobody knows what people had redacted.
_LOST = ("journal_broken", "journal_torn", "journal_fork")


class NotShared(Exception):
    """The case cannot go to anybody but its owner; the message says why."""


@dataclass(frozen=True)
class Hidden:
    """How many rows of which table something was taken out of, and why; what stands beside them and is left out.

    ``case`` is the case as the audience may see it: whoever writes an output writes it from that one.
    """

    rows: tuple[tuple[str, str, int], ...] = ()
    beside: tuple[str, ...] = ()
    case: Case = field(default=NO_CASE, compare=False)

    def total(self) -> int:
        """Rows of all tables."""
        return sum(count for _, _, count in self.rows)

    def told(self, audience: str) -> list[str]:
        """In words, for the person who shares: what is hidden, and what is not touched."""
        lines = [f"{table}: {count} of the rows are hidden in part or as a whole ({why.replace(';', ', ')})"
                 for table, why, count in self.rows]
        internal = "" if audience == OWNER else "; columns about the work on the case are empty (see the dictionary)"
        numbers = any(why == SMALL for _, why, _ in self.rows)
        counted = ("No row of a happening goes out, and every count as the class in which it lies." if numbers else
                   "Every row is still there to be counted, and every verdict and figure is that of the whole case.")
        return [*lines, *self.beside, f"For {audience}: {number_of(self.total(), 'row')} with something hidden, listed "
                f"in hidden.csv{internal}. {counted}"]


def apply(db: Database, case: Case, audience: str = OWNER, day: str = "") -> Hidden:
    """Take out of the tables and the case what was redacted, and what goes beyond the audience.

    ``day`` is now, by which rows are too young; as for the rest of a build, that of case.yaml unless given.
    To be called once, after figures were computed and before anything is written, which is then to be written
    from the case that is returned.  Raises `NotShared` where it is not known what people redacted.
    """
    _refuse(db, case, audience)
    switches = switches_for(case.info.publish, audience)
    hiding.begin(db)
    try:
        told, shown = _mark_and_take(db, case, audience, switches,
                                     day or case.info.as_of or record.latest_publication(db))
    finally:
        hiding.drop(db)
    if audience != OWNER:
        hiding.hide_columns(db, audience)
    if switches.fewer_than:
        gone = beside.aggregate(db, switches.fewer_than)
        told.append(f"Rows of single happenings do not go to this audience ({number_of(gone, 'row')}); counts are "
                    f"given in classes of {switches.fewer_than}.")
    rows = [*hiding.counts(db), *((("figures", SMALL, 0),) if switches.fewer_than else ())]
    hiding.keep(db, rows, told)
    theirs = public.without(case, shown) if audience == OWNER else public.public(case, audience, shown)
    return Hidden(tuple(rows), tuple(told), theirs)


def _refuse(db: Database, case: Case, audience: str) -> None:
    """Raises `NotShared` where a redaction may be lost, or names a row that is not there under that name."""
    if audience == OWNER:
        return
    lost = sorted({row["code"] for row in record.problems(db)} & set(_LOST))
    if lost:
        raise NotShared(f"the journal is damaged ({', '.join(lost)}), and redactions may be lost with it; mend it")
    for one in _redactions(case):
        if seen.held(db, one.table, one.ids) != set(one.ids):
            raise NotShared(f"decision {one.seq} redacts a row of {one.table} that the case does not hold under that "
                            "id, so it may go out under another; redact that one, or undo the decision")


def _redactions(case: Case) -> list[Decision]:
    """Redactions hold until they are undone: a change of the row suspends every decision on it but these."""
    return [one for one in case.decisions if one.kind == "redact" and one.state in ("active", "suspended")
            and one.table in TABLES]


def touches(db: Database, case: Case, incident: str) -> bool:
    """Whether a report of the incident is redacted, in part or as a whole."""
    redacted = {id_ for one in _redactions(case) if one.table == "reports" for id_ in one.ids}
    return bool(redacted.intersection(row["report_id"] for row in incidents.of(db, incident)))


def _mark_and_take(db: Database, case: Case, audience: str, switches: Release,
                   day: str) -> tuple[list[str], public.Shown]:
    redactions = _redactions(case)
    hiding.mark(db, (cell for one in redactions for cell in _cells(one)))
    if audience != OWNER:
        hiding.mark_levels(db, levels_for(audience), LEVEL)
        hiding.mark_words(db, LICENCE)
        aging.mark(db, switches.delay, _waits(case), lambda span_: _cut(day, span_, case.info.zone), DELAYED)
    for name, how in (("place", switches.place), ("time", switches.time)):
        if how:
            hiding.mark_all(db, "reports", _coarse(name, how, "reports"), COARSE)
    unnamed = {} if audience == OWNER else _naming(db, case, switches, audience)
    _mark_unnamed(db, unnamed)
    told = _told_sides(db, case)
    for how in BLURS["time"]:
        coarse = [id_ for one in redactions if _fields(one).get("time") == how for id_ in one.ids]
        if coarse or how == switches.time:
            hiding.coarsen(db, None if how == switches.time else coarse, partial(_whole, case.info.zone, how))
    gone: set[str] = set()
    if unnamed or hiding.secrets(db):
        hiding.take_out(db)
        told += _beside(db, case, switches)
        _rename(db, case, audience, unnamed)
        hiding.forget_working(db)
        gone = hiding.hidden_names(db)
    if audience == OWNER:
        return told, public.Shown((), (), (), gone)
    return told, public.Shown(hiding.names(db, ("place", "admin1")), hiding.names(db, ("source",)),
                              hiding.names(db, _PEOPLE), gone)


_PEOPLE = ("origin", "author_actor", "author_claimed", "speaker", "speaker_text", "origins", "author", "authors",
           "issuer", "participants", "owner", "by", "addressee", "asserted_by", "status_by", "who_says", "party")


def _waits(case: Case) -> list[tuple[str, str, int]]:
    """(column, what stands there, hours) of every delay that is asked for beside that of all rows."""
    return [*(("source", one.id, one.delay) for one in case.info.sources),
            *(("document_id", name, car.delay) for name, car in sorted(case.documents.items())),
            *(("from_file", raw.file, int(raw.mapping.get("delay") or 0)) for raws in case.tables.values()
              for raw in raws)]


def _cut(day: str, wait: int, zone: str) -> tuple[int, str]:
    """The last instant, and the first day, that are too young: so long before the day that is now has begun."""
    if not day:
        return -(1 << 62), ""
    last = span(day, zone)[0] - wait * 3600
    return last, local(last, zone).date().isoformat()


def _naming(db: Database, case: Case, switches: Release, audience: str) -> dict[str, str]:
    """Source -> how its name goes out, of those whose name does not; one of a stricter level has none."""
    asked = {one.id: one.named for one in case.info.sources}
    asked |= {row["source"]: NAMING[-1] for row in record.sources(db) if not reaches(row["tlp"], audience)}
    every = {row["source"]: max(asked.get(row["source"], NAMING[0]), switches.sources, key=NAMING.index)
             for row in record.sources(db)}
    return {name: how for name, how in every.items() if how != NAMING[0]}


def _mark_unnamed(db: Database, unnamed: dict[str, str]) -> None:
    """Of rows of a source that is not named, hide what would lead to it."""
    for name in hiding.ROWS if unnamed else ():
        table = TABLES[name]
        if "source" in table.names:
            leads = hiding.whole(table) if name == "documents" else _tellers(name)
            columns = [one for one in leads if one in table.names and one != "source" and not stays(table, one)]
            hiding.mark_of_sources(db, name, sorted(columns), list(unnamed), UNNAMED)


def _told_sides(db: Database, case: Case) -> list[str]:
    """How many rows are held back of each side; a small number only as small."""
    titles = {party.id: party.title for party in case.info.parties}
    by_why: dict[str, list[str]] = {}
    for why, party, rows in hiding.sides(db):
        whose = titles.get(party, "of no side")
        by_why.setdefault(why, []).append(f"{whose} {rows if rows >= _FEW else f'fewer than {_FEW}'}")
    return [f"Reports and statements held back because {WHY[why]}, by the side that tells them: {', '.join(sides)}."
            for why, sides in sorted(by_why.items())]


_FEW = 5


def _beside(db: Database, case: Case, switches: Release) -> list[str]:
    """Leave out what would tell hidden rows by subtraction; a sentence on what is left out."""
    facets = beside.hidden_facets(db) | ({"when", "delay"} if switches.time == "week" else set())
    rules = {str(rule["id"]): rule for rule in case.counting}
    left = beside.leave_out(db, facets, rules) if facets else []
    return [f"Left out for every side alike, because a hidden row could be found by subtraction: {'; '.join(left)}."
            ] if left else []


def _rename(db: Database, case: Case, audience: str, unnamed: dict[str, str]) -> None:
    """Names that only hidden rows bear, names of sources that are not named, and ids made of content."""
    key = public.key(case)
    gone = {name: f"hidden-{number}" for number, name in
            enumerate(renaming.order(renaming.no_longer_shown(db, "sources", "source"), key), 1)}
    numbered = renaming.order((name for name, how in unnamed.items() if how == "numbered" and name not in gone), key)
    silent = renaming.order((name for name, how in unnamed.items() if how == "hidden" and name not in gone), key)
    gone |= {name: f"source {number}" for number, name in enumerate(numbered, 1)}
    gone |= {name: f"hidden-{number}" for number, name in
             enumerate(silent, 1 + sum(label.startswith("hidden-") for label in gone.values()))}
    renaming.give(db, "sources", "source", gone, blank=renaming.emptied("sources"))
    renaming.in_figures(db, gone)
    documents = renaming.order(renaming.no_longer_shown(db, "documents", "document_id"), key)
    renaming.give(db, "documents", "document_id",
                    {name: f"hidden-{number}" for number, name in enumerate(documents, 1)},
                    blank=renaming.emptied("documents"))
    renaming.series(db, key)
    if audience != OWNER:
        renaming.ids(db, key)


def _fields(decision: Decision) -> dict[str, Any]:
    """Field -> how, of one redaction; empty where the whole row is meant."""
    value = decision.value
    if not isinstance(value, dict):
        return {}
    return {str(value["field"]): value.get("value")} if "field" in value else value


def hidden(decision: Decision) -> list[str]:
    """The columns of its rows that a redaction hides."""
    table, fields = TABLES[decision.table], _fields(decision)
    names: set[str] = set() if fields else set(hiding.whole(table))
    for name, how in fields.items():
        names |= set(_coarse(name, str(how or ""), decision.table))
    return sorted(name for name in names if name in table.names and not stays(table, name))


def _coarse(name: str, how: str, table: str) -> Sequence[str]:
    """The columns that go with a field that is hidden, or made coarse; the words that may repeat it, too."""
    together = _COARSE.get((name, how)) or _TOGETHER.get(name, (name,))
    return sorted({*together, *(_tellers(table) if name in _TOGETHER else ())})


def _cells(decision: Decision) -> Iterable[tuple[str, str, str, str]]:
    """(table, id, column, why) of every cell that a redaction hides."""
    columns = hidden(decision)
    return ((decision.table, id_, name, REDACTED) for id_ in decision.ids for name in columns)


def _tellers(table: str) -> set[str]:
    """Columns whose words may repeat a place or a time, or lead to it."""
    return {column.name for column in TABLES[table].columns if column.words} | {*_POINTERS}


def _whole(zone: str, how: str, low: int | None, high: int | None) -> hiding.Interval:
    """The whole days, or weeks from Monday, in a zone around an interval of instants."""
    first = None if low is None else local(low, zone).date()
    last = None if high is None else local(high - 1, zone).date()
    if how == "week":
        first = first and first - timedelta(first.weekday())
        last = last and last + timedelta(6 - last.weekday())
    return (None if first is None else span(first.isoformat(), zone)[0],
            None if last is None else span(last.isoformat(), zone)[1])

