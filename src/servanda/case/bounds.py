"""Bounds in time: days, instants, intervals and ways of counting, resolved to seconds with words for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from servanda.case.fields import Fields
from servanda.guard.markup import Node
from servanda.guard.text import quoted
from servanda.model import clock
from servanda.model.terms import BEGINNING, NEVER, Bind, Event, Instant, Said, Window
from servanda.model.vocabulary import BIND_BASES, COUNTINGS, EVENT_KINDS

# Regulation (EEC, Euratom) 1182/71, article 3: a period of a month ends with the same date of the next
# month.  Counting `30 days` so makes sense only where a month is meant.
MONTH_DAYS = range(28, 32)
YEARS = range(1800, 2201)


@dataclass(frozen=True)
class Bound:
    """One stated bound: an instant (or interval), the zone it is read in, words for it, where it comes from."""

    at: Instant
    zone: str
    words: str
    said: Said = Said()


def show(instant: int, zone: str) -> str:
    """``2030-01-31 17:00 Etc/UTC``."""
    moment = clock.local(instant, zone)
    return f"{moment.strftime('%Y-%m-%d %H:%M')} {zone}"


def bounds(fields: Fields, key: str, zone: str, *, last_day: bool = False,
           whole_day: bool = False) -> tuple[Bound, ...]:
    """The bounds of a key; a list gives alternatives.

    A day means its first second; with ``last_day`` through that day; with ``whole_day``, or where it has
    an anchor, some time within it.
    """
    node = fields.given(key)
    if node is None:
        return ()
    habit = "last" if last_day else "whole" if whole_day else "first"
    read = [_bound(fields, key, child, zone, habit) for child in (node.items or (node,))]
    return tuple(bound for bound in read if bound)


def _bound(fields: Fields, key: str, node: Node, zone: str, habit: str) -> Bound | None:
    if node.text is not None:
        return _at(fields, key, node.text.strip(), node.line, zone, "", habit)
    inner = Fields(node, fields.file, fields.found, f"`{key}` of {fields.what}")
    zone = inner.zone("zone") or zone
    anchor, after, before = inner.text("anchor"), inner.text("after"), inner.text("before")
    if after or before:
        bound = _between(inner, after, before, zone, anchor)
    else:
        at = inner.text("at", required=True)
        bound = _at(inner, "at", at, inner.line("at"), zone, anchor, habit) if at else None
    said = inner.said()
    inner.close()
    return Bound(bound.at, bound.zone, bound.words, said) if bound else None


def _at(fields: Fields, key: str, text: str, line: int, zone: str, anchor: str, habit: str) -> Bound | None:
    """One day or instant; ``habit`` says which part of a day is meant: its first second, whole or last."""
    try:
        moment, has_clock, _ = clock.parse(text)
        if moment.year not in YEARS:
            raise ValueError
        at = clock.seconds(moment, zone)
        after = clock.span(text, zone)[1] if not has_clock else at
    except (ValueError, OverflowError):
        fields.wrong("value_wrong", line, f"`{key}` of {fields.what} is {quoted(text)}, which is not a time such as "
                     "2030-01-31 or 2030-01-31T22:30.")
        return None
    ending = f" ({anchor})" if anchor else ""
    if habit == "last":
        if has_clock:
            fields.wrong("value_wrong", line, f"`{key}` of {fields.what} is {quoted(text)}, which has a clock time.",
                         "Write a day, or use `until:` for the instant at which it ends.")
            return None
        return Bound((after, after), zone, f"through {text}{ending}")
    if not has_clock and (anchor or habit == "whole"):
        return Bound((at, after), zone, f"some time on {text}{ending}")
    return Bound((at, at), zone, f"{show(at, zone)}{ending}")


def _between(fields: Fields, after: str, before: str, zone: str, anchor: str) -> Bound | None:
    """A fact that lies between two instants."""
    if not after or not before:
        fields.wrong("key_missing", fields.line(), f"{fields.subject()} needs both `after` and `before`.")
        return None
    low, high = (_at(fields, key, text, fields.line(key), zone, "", "first")
                 for key, text in (("after", after), ("before", before)))
    if low is None or high is None:
        return None
    if high.at[0] <= low.at[0]:
        fields.wrong("value_wrong", fields.line("before"), f"{fields.subject()}: {quoted(before)} does not come after "
                     f"{quoted(after)}.")
        return None
    ending = f" ({anchor})" if anchor else ""
    return Bound((low.at[0], high.at[0]), zone, f"between {low.words} and {high.words}{ending}")


def _midnight(start: int, zone: str, days: int, *, month: bool = False) -> int:
    """Midnight after so many local days from the local date of an instant."""
    day = clock.local(start, zone).date()
    last = clock.add_month(day) if month else day + timedelta(days=days)
    return clock.seconds(datetime(last.year, last.month, last.day) + timedelta(days=1), zone)


def counted(start: Bound, days: int, way: str) -> Bound:
    """The end of a period of so many days from a start, counted in one of `COUNTINGS`."""
    low, high = start.at
    if way == "24h":
        at = (low + days * clock.DAY, high + days * clock.DAY)
        return Bound(at, start.zone, f"{days} days of 24 hours: {_span_words(at, start.zone)}")
    shift = {"inclusive": days - 1, "exclusive": days, "month": 0}[way]
    # A start within an interval that crosses midnight leaves open from which day to count.
    end, late = (_midnight(at, start.zone, shift, month=way == "month") for at in (low, max(low, high - 1)))
    days_named = [clock.local(at - 1, start.zone).date().isoformat() for at in (end, late)]
    last = " or ".join(dict.fromkeys(days_named))
    words = {"inclusive": f"{days} days, first day counted", "exclusive": f"{days} days, first day not counted",
             "month": "a month"}[way]
    return Bound((end, late), start.zone, f"{words}: through {last}")


def _span_words(at: Instant, zone: str) -> str:
    if at[0] == at[1]:
        return show(at[0], zone)
    return f"between {show(at[0], zone)} and {show(at[1], zone)}"


def window(fields: Fields, zone: str, floor: int) -> tuple[Window, Said]:
    """The period of a rule: rival starts, rival ends.  No start = silent, no end = no limit."""
    starts = bounds(fields, "from", zone)
    ends = [*bounds(fields, "through", zone, last_day=True), *bounds(fields, "until", zone), *_counts(fields, starts)]
    kept = [end for end in ends if not starts or end.at[1] > min(start.at[0] for start in starts)]
    if len(kept) < len(ends):
        fields.wrong("value_wrong", fields.line(), f"{fields.subject()} ends before it starts.")
    distinct_starts, distinct_ends = _distinct(starts), _distinct(kept)
    made = Window(tuple(b.at for b in distinct_starts), tuple(b.at for b in distinct_ends), floor,
                  tuple(b.words for b in distinct_starts), tuple(b.words for b in distinct_ends))
    return made, merged(fields.said(), [bound.said for bound in (*starts, *ends)])


def _counts(fields: Fields, starts: Sequence[Bound]) -> list[Bound]:
    """The ends that `days` and `counting` yield from every start."""
    days = fields.number("days", least=1, most=36_500)
    ways = fields.choices("counting", COUNTINGS)
    if days is None:
        if ways:
            fields.wrong("key_missing", fields.line("counting"), f"{fields.subject()} has `counting` but no `days`.")
        return []
    if not ways and not fields.has("counting"):
        fields.wrong("key_missing", fields.line("days"), f"{fields.subject()} has `days` but no `counting`.",
                     f"Name the ways in which the days may be counted: {', '.join(COUNTINGS)}.")
    if not starts and not fields.has("from"):
        fields.wrong("key_missing", fields.line("days"), f"{fields.subject()} has `days` but no start to count from.",
                     "Add `from:`.")
    if "month" in ways and days not in MONTH_DAYS:
        fields.wrong("value_wrong", fields.line("counting"), f"{fields.subject()} counts {days} days as a month.",
                     "Count by `month` only where 28 to 31 days are meant as a month.")
        ways = tuple(way for way in ways if way != "month")
    return [counted(start, days, way) for start in starts for way in ways]


def _distinct(found: Sequence[Bound]) -> list[Bound]:
    """One bound for each instant, words of equal ones joined."""
    by_instant: dict[Instant, Bound] = {}
    for bound in found:
        held = by_instant.get(bound.at)
        if held is None:
            by_instant[bound.at] = bound
        elif bound.words not in held.words:
            by_instant[bound.at] = Bound(held.at, held.zone, f"{held.words}; {bound.words}", held.said)
    return list(by_instant.values())


def merged(said: Said, parts: Sequence[Said]) -> Said:
    """The provenance of an element and of its parts in one: citations joined, stated if a part is."""
    cites = tuple(dict.fromkeys(cite for one in (said, *parts) for cite in one.cites))
    words = said.words or "; ".join(dict.fromkeys(part.words for part in parts if part.words))
    days = sorted(part.stated for part in parts if part.stated)
    how = said.how
    if how == "inferred" and not said.cites and cites:
        how = "stated" if any(part.how == "stated" for part in parts) else "derived"
    return Said(how, said.by, said.authority, cites, words, said.stated or (days[-1] if days else ""), said.note)


def bind(fields: Fields, parties: Sequence[str], zone: str) -> Bind:
    """A party that is held bound, from and until when."""
    party = fields.known("party", parties, "party", required=True)
    starts = bounds(fields, "from", zone)
    ends = (*bounds(fields, "until", zone), *bounds(fields, "through", zone, last_day=True))
    for key, several in (("from", starts), ("until", ends)):
        if len(several) > 1:
            fields.wrong("value_wrong", fields.line(key), f"{fields.subject()} has more than one bound `{key}`.",
                         "Keep one; rival bounds belong in `when:`.")
    basis = fields.choice("basis", BIND_BASES)
    said = merged(fields.said(), [bound.said for bound in (*starts, *ends)])
    fields.close()
    return Bind(party, starts[0].at if starts else (BEGINNING, BEGINNING), ends[0].at if ends else (NEVER, NEVER),
                basis, said)


def event(fields: Fields, zone: str) -> Event | None:
    """A dated event; an event on a day happened at some time within that day."""
    fields.text("at", required=True)
    read = bounds(fields, "at", zone, whole_day=True)
    what = fields.choice("what", EVENT_KINDS, required=True)
    by, said = fields.text("by"), fields.said(by=False)
    fields.close()
    return Event(read[0].at, what, by, said) if read and what else None
