"""The life of a provision under a reading: pure functions for acceptance, suspension, ending and release.

A breach only makes release available; an invocation makes it effective, after its notice.
"""

from __future__ import annotations

from dataclasses import dataclass

from servanda.model.facts import Freed
from servanda.model.terms import BEGINNING, NEVER, Event, Release
from servanda.model.values import NO, YES

_STOPS, _RESUMES = ("suspended", "ended"), ("in_force", "extended")


@dataclass(frozen=True)
class Breach:
    """The other side's first breach: earliest instant at which it may and at which it must have happened."""

    possible: int
    certain: int


def released(release: Release, breach: Breach, events: tuple[Event, ...], party: str) -> Freed:
    """From when a party is released, certainly and possibly.

    ``breach`` is the first breach by another bound party.  Only invocations by the party itself
    count, or by anybody where the release has effect for both.  An invocation before any breach
    has no effect; one that follows a breach that is only possible has only a possible effect.  So has
    one that needs a serious or material breach, or that allows only an answer in kind: nothing here
    measures gravity or kind.
    """
    if release.reciprocity == "none" or release.not_releasable:
        return Freed(NEVER, NEVER)
    certain = possible = NEVER
    for event in events:
        if event.what != "release_invoked" or (event.by != party and release.effect != "both"):
            continue
        first, last = (instant + release.notice_seconds for instant in event.at)
        if breach.possible <= event.at[1]:
            possible = min(possible, first)
        if breach.certain <= event.at[0] and release.trigger == "any" and release.reciprocity == "release":
            certain = min(certain, last)
    return Freed(certain, min(possible, certain))


def life(events: tuple[Event, ...]) -> list[tuple[int, int, int]]:
    """Spans (from, until, mask) in which the events let a provision live: yes, no, or either.

    `suspended` and `ended` stop it, `in_force` and `extended` resume it; while the instant of an
    event is not known exactly, both are possible.  Other events (proposed, accepted, expired as
    somebody holds, reserved, invoked) change nothing here.  Empty where no event changes anything.
    """
    turns = sorted((event.at, NO if event.what in _STOPS else YES) for event in events
                   if event.what in _STOPS + _RESUMES)
    if not turns:
        return []
    spans, start, mask = [], BEGINNING, YES
    for (low, high), after in turns:
        spans.append((start, low, mask))
        if high > low:
            spans.append((low, high, mask | after))
        start, mask = high, after
    return [span for span in (*spans, (start, NEVER, mask)) if span[0] < span[1]]


_TAKEN = ("accepted", "accepted_with_conditions", "in_force", "release_reserved")
# event -> the states from which it leads to the state of its own name; None = from any.
_LEADS: dict[str, tuple[str, ...] | None] = {
    "proposed": ("",),
    "accepted": ("", "proposed", "accepted_with_conditions", "rejected", "denied_to_exist", "release_invoked",
                 "expired"),
    "accepted_with_conditions": None,
    "rejected": None,
    "denied_to_exist": None,
    "in_force": None,
    "release_reserved": ("accepted", "accepted_with_conditions", "in_force"),
    "release_invoked": _TAKEN,
    "expired": (*_TAKEN, "release_invoked"),
}


def acceptance(state: str, event: str) -> str:
    """The state of an agreement for one party, by one account, after an event; '' = nothing told yet.

    States are `proposed`, `accepted`, `accepted_with_conditions`, `rejected`, `denied_to_exist`, `in_force`,
    `release_reserved`, `release_invoked` and `expired`.  An event that has no meaning in a state leaves it as it is:
    nobody is released from what he never took, a proposal undoes no acceptance, and an acceptance told anew
    takes nothing out of force.
    """
    if event == "extended":
        return "in_force" if state in (*_TAKEN, "expired") else state
    if event == "ended":
        event = "expired"
    leads = _LEADS.get(event, ())
    return event if leads is None or state in leads else state
