"""Short sentences for the elements of a rule, as the page of terms prints them; '' = the text is silent."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.case.bounds import show
from servanda.model.terms import BEGINNING, NEVER, Bind, Condition, Entry, Exemption, Instant, Listing, Release, Window

_KINDS = {"closed": "closed list", "open": "open list", "unpublished": "a list that is not published"}
_WHOSE = {"owner": "owns it", "operator": "operates it", "controller": "controls it", "claim": "claims it",
          "recognised": "is recognised to hold it"}


def listing(found: Listing) -> str:
    """``closed list: refinery (oil); pipeline, store (oil, gas); unclear: metering_station (gas)``."""
    if found.kind == "silent":
        return ""
    if found.kind == "any":
        return "any: no limit"
    parts = [f"{_KINDS[found.kind]}{': ' if found.includes else ''}{_entries(found.includes)}"]
    parts += [f"{name}: {_entries(entries)}" for name, entries in
              (("not", found.excludes), ("unclear", found.unclear)) if entries]
    return "; ".join(parts)


def _entries(entries: Sequence[Entry]) -> str:
    return "; ".join(_entry(entry) for entry in entries)


def _entry(entry: Entry) -> str:
    functions = ", ".join(_plain(name) for name in entry.function) or "anything"
    return f"{functions} ({', '.join(_plain(name) for name in entry.sector)})" if entry.sector else functions


def _plain(code: str) -> str:
    return code.replace("_", " ")


def bound(binds: Sequence[Bind], not_bound: Sequence[str], zone: str) -> str:
    """``NORTH from 2030-01-31 00:00 Etc/UTC (order); not bound: SOUTH``."""
    parts = [_bind(one, zone) for one in binds]
    if not_bound:
        parts.append(f"not bound: {', '.join(not_bound)}")
    return "; ".join(parts)


def _bind(one: Bind, zone: str) -> str:
    start = "" if one.start == (BEGINNING, BEGINNING) else f" from {_first_day(instant(one.start, zone))}"
    end = "" if one.end == (NEVER, NEVER) else f" until {instant(one.end, zone)}"
    return f"{one.party}{start}{end}{f' ({one.basis})'.replace('_', ' ') if one.basis else ''}"


def _first_day(words: str) -> str:
    """A start at midnight is the day that was written."""
    day, _, clock = words.partition(" ")
    return day if clock.startswith("00:00 ") and "and" not in clock else words


def instant(at: Instant, zone: str) -> str:
    """A point, or ``between ... and ...``."""
    if at[0] == at[1]:
        return show(at[0], zone)
    return f"between {show(at[0], zone)} and {show(at[1], zone)}"


def when(found: Window) -> str:
    """``from A, or B; until C, or D``."""
    if not found.starts and not found.ends:
        return ""
    start = f"from {', or '.join(found.start_words)}" if found.starts else "no start stated"
    end = f"end: {', or '.join(found.end_words)}" if found.ends else "no end stated"
    return f"{start}; {end}"


def treatment(value: str) -> str:
    """``counts`` or ``does not count``."""
    return {"count": "counts", "exclude": "does not count"}.get(value, "")


def whose(bases: Sequence[str]) -> str:
    """``of the other party, that is, of who claims it``."""
    if bases == ("any",):
        return "any: no limit"
    return f"the other party's: that party {' or '.join(_WHOSE[basis] for basis in bases)}" if bases else ""


def where(zone: str, inside: bool) -> str:
    """``inside the zone x``."""
    return f"{'inside' if inside else 'outside'} the zone {zone}" if zone else "anywhere"


def provided(conditions: Sequence[Condition]) -> str:
    """The titles of the conditions, with who holds them in hand."""
    return "; ".join(f"{one.title}{f' (held by {one.held_by})' if one.held_by else ''}" for one in conditions)


def unless(exemptions: Sequence[Exemption]) -> str:
    """The titles of the exceptions, with who judges them."""
    return "; ".join(f"{one.title}{f' (judged by {one.judged_by})' if one.judged_by else ''}" for one in exemptions)


def release(found: Release) -> str:
    """How a breach by one frees the other."""
    if found.not_releasable:
        return "never released"
    if found.reciprocity == "none":
        return "a breach releases nobody"
    notice = f", on notice of {found.notice_seconds / 86_400:g} days" if found.notice_seconds else ""
    whom = "whoever invokes it" if found.effect == "invoker" else "both"
    acts = "" if found.private_acts_count else "; acts of private persons do not count"
    verb = "releases" if found.reciprocity == "release" else "allows the like to"
    return f"a breach ({found.trigger}) {verb} {whom}, once invoked{notice}{acts}"
