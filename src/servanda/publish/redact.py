"""The one gate of everything that goes out: what people redacted, and what an audience may not see, is taken out.

It works on the tables before any page, shard or export is written, so that none of them can forget it.
Verdicts and figures are computed before, from everything: they do not change with the audience.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Case, Decision
from servanda.model.clock import local, span
from servanda.model.sharing import BLURS, OWNER, levels_for, stays
from servanda.model.tables import TABLES
from servanda.publish.words import number_of
from servanda.queries import hiding

REDACTED, LEVEL, LICENCE = "redacted", "sharing level", "licence"
# Columns that are hidden together: half a place or half a time would tell the rest.
_TOGETHER = {
    "place": ("place", "admin1", "lat", "lon", "precision"),
    "time": ("time_from", "time_to", "lasted_from", "lasted_to", "time_precision", "zone"),
}
# What is hidden where a place or a time is made coarse; the area and the day stay.
_COARSE = {"place": ("place", "lat", "lon", "precision"), "time": ("lasted_from", "lasted_to", "time_precision")}
_POINTERS = ("url", "document_id", "start", "end")


@dataclass(frozen=True)
class Hidden:
    """How many rows of which table something was taken out of, and why."""

    rows: tuple[tuple[str, str, int], ...] = ()

    def total(self) -> int:
        """Rows of all tables."""
        return sum(count for _, _, count in self.rows)

    def told(self, audience: str) -> list[str]:
        """In words, for the person who shares: what is hidden, and what is not touched."""
        lines = [f"{table}: {count} of the rows are hidden in part or as a whole ({why.replace(';', ', ')})"
                 for table, why, count in self.rows]
        internal = "" if audience == OWNER else "; columns about the work on the case are empty (see the dictionary)"
        return [*lines, f"For {audience}: {number_of(self.total(), 'row')} with something hidden, listed in "
                f"hidden.csv{internal}. Every row is still there to be counted, and every verdict and figure is that "
                "of the whole case."]


def apply(db: Database, case: Case, audience: str = OWNER) -> Hidden:
    """Take out of the tables what was redacted, and what goes beyond the audience.

    To be called once, after figures were computed and before anything is written.
    """
    redactions = [one for one in case.decisions if one.kind == "redact" and one.state == "active"]
    hiding.begin(db)
    try:
        hiding.mark(db, (cell for one in redactions for cell in _cells(one)))
        if audience != OWNER:
            hiding.mark_levels(db, levels_for(audience), LEVEL)
            hiding.mark_words(db, LICENCE)
        coarse = [id_ for one in redactions if _fields(one).get("time") == BLURS["time"] for id_ in one.ids]
        moved = [(*row[:2], *_whole_days(row[2], row[3], case.info.zone)) for row in hiding.times(db, coarse)]
        hiding.set_times(db, moved)
        hiding.take_out(db)
    finally:
        hiding.drop(db)
    if audience != OWNER:
        hiding.hide_columns(db, audience)
    return Hidden(tuple(hiding.counts(db)))


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
    for field, how in fields.items():
        together = (_COARSE if how == BLURS.get(field) and how else _TOGETHER).get(field, (field,))
        names |= {*together, *(_tellers(decision.table) if field in _TOGETHER else ())}
    return sorted(name for name in names if name in table.names and not stays(table, name))


def _cells(decision: Decision) -> Iterable[tuple[str, str, str, str]]:
    """(table, id, column, why) of every cell that a redaction hides."""
    columns = hidden(decision)
    return ((decision.table, id_, name, REDACTED) for id_ in decision.ids for name in columns)


def _tellers(table: str) -> set[str]:
    """Columns whose words may repeat a place or a time, or lead to it."""
    return {column.name for column in TABLES[table].columns if column.words} | {*_POINTERS}


def _whole_days(low: int | None, high: int | None, zone: str) -> hiding.Interval:
    """The whole days in a zone around an interval of instants."""
    first, last = (None if at is None else span(local(at, zone).date().isoformat(), zone)
                   for at in (low, None if high is None else high - 1))
    return first and first[0], last and last[1]
