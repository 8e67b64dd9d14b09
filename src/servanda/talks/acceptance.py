"""Acceptance: the state of each agreement for each party, by whose account, in whose reading.

Events come from terms.yaml and from statements; states follow by the one transition function.  What comes from
statements is suggested only: assessing reads terms.yaml and decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.model.clock import local
from servanda.model.lifecycle import acceptance as after
from servanda.model.terms import NEVER, Terms
from servanda.talks import rules
from servanda.talks.said import Claim, joined


@dataclass(frozen=True)
class Step:
    """An event in the life of an agreement for one party, by one account."""

    provision: str
    party: str
    by: str
    reading: str
    date: str
    event: str
    origin: str
    cites: tuple[str, ...]
    partly: str = ""
    conditions: str = ""


@dataclass(frozen=True)
class State:
    """A state from a day until another takes its place ('' = still so)."""

    step: Step
    name: str
    end: str = ""

    @property
    def id(self) -> str:
        """Provision, party, account, origin and day with the event."""
        one = self.step
        return "/".join((one.provision, one.party, one.by, one.origin, one.date, one.event))


def steps(claims: Iterable[Claim], terms: Terms, zones: Sequence[str]) -> list[Step]:
    """The events of statements and of the terms; ``zones`` are those in which days begin, the case's own first."""
    return [*_said(claims, terms), *_events(terms, zones)]


def _said(claims: Iterable[Claim], terms: Terms) -> Iterable[Step]:
    """The steps that statements tell; of a party's own voices the weaker count only while no stronger has spoken."""
    spoken: set[tuple[str, str]] = set()
    for claim in claims:
        if claim.about.kind == "acceptance" and claim.holder and claim.said.date and (
                claim.event or not claim.leaves_open):
            key = (claim.said.side, claim.about.provision)
            if claim.said.voice in rules.SPEAKS_FOR:
                spoken.add(key)
            elif key in spoken:
                continue
            event = claim.event or rules.event(claim.said.act, claim.asserts, claim.said.hedged, claim.conditions)
            yield Step(claim.about.provision, claim.holder, claim.said.side,
                       declared(terms, claim.said.party, claim.about.provision, claim.said.date), claim.said.date,
                       event, "statements", (claim.said.id,), claim.partly, claim.conditions)


def declared(terms: Terms, party: str, provision: str, day: str) -> str:
    """The last reading that a party had stated by a day and that says something of the provision; '' = none."""
    speaking = {rule.reading for rule in terms.rules if rule.provision == provision}
    own = [one for one in terms.readings if one.owner == party and one.id in speaking and one.stated <= day]
    return max(own, key=lambda one: one.stated).id if own else ""


def _events(terms: Terms, zones: Sequence[str]) -> Iterable[Step]:
    """What readings hold: who is bound from when, and the events that they tell."""
    stated = {reading.id: reading for reading in terms.readings}
    for rule in terms.rules:
        reading = stated[rule.reading]
        if not rule.agreed:
            yield Step(rule.provision, reading.owner, reading.owner, reading.id, reading.stated, "denied_to_exist",
                       "terms", reading.cites)
        for bind in rule.binds if rule.agreed else ():
            conditional = bind.basis == "conditional_promise" or bool(rule.conditions)
            yield Step(rule.provision, bind.party, reading.owner, reading.id, _day(bind.start[0], zones) or
                       reading.stated, "accepted_with_conditions" if conditional else "in_force", "terms",
                       bind.said.cites, conditions=" / ".join(one.title for one in rule.conditions))
        for event in rule.events:
            if event.by:
                yield Step(rule.provision, event.by, reading.owner, reading.id, _day(event.at[0], zones), event.what,
                           "terms", event.said.cites)


def _day(instant: int, zones: Sequence[str]) -> str:
    """The day of an instant, in the zone in which it begins a day if there is one; '' where it has no bound."""
    if abs(instant) >= NEVER:
        return ""
    moments = [local(instant, zone) for zone in zones]
    begins = [moment for moment in moments if moment.hour == moment.minute == 0]
    return (begins or moments)[0].date().isoformat()


def lanes(found: Iterable[Step]) -> list[State]:
    """The states of every party by every account, in order of day; steps that change nothing are left out."""
    chains: dict[tuple[str, ...], list[Step]] = {}
    for step in found:
        reading = step.reading if step.origin == "terms" else ""
        chains.setdefault((step.provision, step.party, step.by, step.origin, reading), []).append(step)
    return [state for key in sorted(chains) for state in _chain(sorted(chains[key], key=_order))]


def _order(step: Step) -> tuple[str, tuple[str, ...], str]:
    return step.date, step.cites, step.event


def _chain(found: Sequence[Step]) -> list[State]:
    states: list[State] = []
    for step in found:
        before = states[-1].name if states else ""
        name = after(before, step.event)
        limited = (step.conditions, step.partly)
        if not name or (name == before and (not any(limited) or name != step.event or limited == (
                states[-1].step.conditions, states[-1].step.partly))):
            continue
        if states:
            states[-1] = State(states[-1].step, states[-1].name, step.date)
            if states[-1].step.date == step.date:
                states.pop()
        states.append(State(step, name))
    return states


def rows(states: Iterable[State]) -> Iterable[tuple[object, ...]]:
    """States as rows of `acceptance`."""
    for state in states:
        one = state.step
        suffix = f"/{one.reading}" if one.origin == "terms" else ""
        yield (state.id + suffix, one.provision, one.reading or None, one.party, one.by, None, None, joined(one.cites),
               one.origin, one.event, state.name, one.date, state.end or None, one.partly or None,
               one.conditions or None)
