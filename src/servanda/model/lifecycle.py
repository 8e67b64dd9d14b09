"""The life of a provision under a reading: one pure transition function for acceptance and release.

A breach only makes release available; an invocation makes it effective, after its notice.
"""

from __future__ import annotations

from dataclasses import dataclass

from servanda.model.facts import Freed
from servanda.model.terms import NEVER, Event, Release


@dataclass(frozen=True)
class Breach:
    """The other side's first breach: earliest instant at which it may and at which it must have happened."""

    possible: int
    certain: int


NO_BREACH = Breach(NEVER, NEVER)


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
