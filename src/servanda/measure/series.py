"""Daily series that effects are measured on: those that others publish, and our own incidents by side.

Our own count a day what a reading's words would reach whenever it happened: every element but the time and being
bound answers yes (low) or is not answered no (high), so that days before the start can be set beside days after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.engine.database import Database
from servanda.measure.calendar import number
from servanda.measure.fit import Array
from servanda.model.tables import ELEMENT_NAMES

INCIDENTS = "incidents"

_PUBLISHED = """
SELECT series, coalesce(channel, ''), coalesce(max(party), ''), coalesce(max(author), ''), coalesce(max(measure), ''),
       date, sum(value), bool_and(complete IS NOT FALSE)
FROM series WHERE used GROUP BY series, channel, date ORDER BY 1, 2, date
"""

_DEED = tuple(f"((f.answers >> {3 * ELEMENT_NAMES.index(name)}) & 7)" for name in (
    "act", "means", "object", "whose", "where"))

# Masks of answers, three bits an element: yes 1, no 2.
_OURS = f"""
SELECT r.provision, r.reading, f.author, m.first_day, m.last_day, ({" | ".join(_DEED)}) = 1 AND m.one_day AS sure,
       count(*)
FROM w_found f JOIN w_rule r USING (rule) JOIN m_incident m USING (incident_id)
WHERE f.standard = 'all' AND list_contains(?, r.reading) AND f.author <> '' AND m.first_day IS NOT NULL
  AND {" AND ".join(f"{mask} <> 2" for mask in _DEED)}
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Daily:
    """A series: the number of its first day, the lowest and highest count of each day (NaN = not held).

    ``left_out`` names days that are held and not used, by place: incomplete or late.
    """

    name: str
    first: int
    low: Array
    high: Array
    left_out: dict[int, str]
    party: str = ""
    author: str = ""
    measure: str = ""
    provision: str = ""
    reading: str = ""

    @property
    def last(self) -> int:
        """The number of its last day."""
        return self.first + len(self.high) - 1

    def between(self, first: int, last: int) -> Array:
        """Counts in use from ``first`` through ``last``: the highest of a day; NaN where none is held or used."""
        values = np.full(max(0, last - first + 1), np.nan)
        low, high = max(first, self.first), min(last, self.last)
        if low <= high:
            values[low - first:high - first + 1] = self.high[low - self.first:high - self.first + 1]
        for place in self.left_out:
            if first <= self.first + place <= last:
                values[self.first + place - first] = np.nan
        return values


    def if_none(self, first: int, last: int) -> Array:
        """The same, were every day without a row between its first and last day a day without any."""
        values = self.between(first, last)
        day = np.arange(first, last + 1)
        absent = np.isnan(values) & (day >= self.first) & (day <= self.last)
        values[absent & ~np.isin(day - self.first, list(self.left_out))] = 0.0
        return values


def published(db: Database) -> list[Daily]:
    """One series a channel; days without a row are not held, and a day whose text is not whole is left out."""
    groups: dict[tuple[str, ...], list[tuple[int, float, bool]]] = {}
    about: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for series, channel, party, author, measure, day, value, whole in db.rows(_PUBLISHED):
        groups.setdefault((series, channel), []).append((number(day), float(value), whole))
        about.setdefault((series, channel), (party, author, measure))
    return [_daily(key, days, *about[key]) for key, days in groups.items()]


def _daily(key: tuple[str, ...], days: Sequence[tuple[int, float, bool]], party: str, author: str,
           measure: str) -> Daily:
    first = days[0][0]
    values = np.full(days[-1][0] - first + 1, np.nan)
    places = np.array([day - first for day, _, _ in days])
    values[places] = [value for _, value, _ in days]
    left_out = {day - first: "incomplete" for day, _, whole in days if not whole}
    return Daily("/".join(part for part in key if part), first, values, values, left_out, party, author, measure)


def ours(db: Database, compare: Sequence[str], late_from: int | None) -> list[Daily]:
    """Our incidents a day by provision, compared reading and author, from the first day with any report on.

    Days from ``late_from`` on are left out: too many of their reports may still be to come.
    """
    held = db.rows("SELECT min(first_day), max(last_day) FROM m_incident")[0]
    if held[0] is None:
        return []
    first, last = held
    days = last - first + 1
    rows = db.rows(_OURS, [list(compare)])
    # Every side that the reading binds, also one of which nothing is known: sides are shown together.
    sides = db.rows("SELECT provision, reading, author FROM m_group WHERE author <> '' ORDER BY ALL")
    told = {(row[0], row[1]) for row in rows}
    found: dict[tuple[str, str, str], tuple[Array, Array]] = {
        (side[0], side[1], side[2]): (np.zeros(days), np.zeros(days)) for side in sides if (side[0], side[1]) in told}
    for provision, reading, author, start, end, sure, count in rows:
        low, high = found.setdefault((provision, reading, author), (np.zeros(days), np.zeros(days)))
        if sure:
            low[start - first] += count
        high[start - first:end - first + 1] += count
    left_out = {day - first: "late" for day in range(late_from, last + 1)} if late_from else {}
    return [Daily("/".join((INCIDENTS, *key)), first, low, high, left_out, "", key[2], INCIDENTS, key[0], key[1])
            for key, (low, high) in found.items()]
