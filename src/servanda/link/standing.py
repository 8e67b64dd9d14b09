"""How well established an element is: alleged, corroborated or verified.

A denial never lowers it; copies of one origin and origins of unknown party never raise it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.link.told import Told
from servanda.model.case import CaseInfo, Decision
from servanda.model.clock import span
from servanda.model.objects import UNKNOWN
from servanda.model.vocabulary import FUNCTIONS, STANDINGS, ancestors

ELEMENTS = ("occurrence", "author", "object")
ALLEGED, CORROBORATED, VERIFIED = STANDINGS
_PLACES = {function: place for place, function in enumerate(FUNCTIONS)}
_NOBODY = {"none", UNKNOWN}
_DENIALS = {"occurrence", "blanket"}
_NOT_OURS = {"authorship", *_DENIALS}


@dataclass(frozen=True)
class Watch:
    """Observers that the case lists: actor -> instants between which it observes."""

    hours: Mapping[str, tuple[tuple[int | None, int | None], ...]]

    @classmethod
    def of(cls, info: CaseInfo) -> Watch:
        """The watch of a case; days are days in its zone."""
        hours: dict[str, tuple[tuple[int | None, int | None], ...]] = {}
        for one in info.observers:
            start = span(one.start, info.zone)[0] if one.start else None
            end = span(one.through, info.zone)[1] if one.through else None
            hours[one.actor] = (*hours.get(one.actor, ()), (start, end))
        return cls(hours)

    def saw(self, report: Told) -> bool:
        """Whether one of the report's origins observed it; not what it was told, nor what has no time."""
        if report.time_from is None or report.time_to is None or report.how_known in ("told", "published"):
            return False
        return any((start is None or start < report.time_to) and (end is None or end > report.time_from)
                   for origin in report.origins for start, end in self.hours.get(origin, ()))


def level(reports: Iterable[Told], watch: Watch, own: Iterable[str], *, admitted: bool, shared: bool = True,
          against_interest: bool = True) -> str:
    """The standing of an element that these reports assert.

    ``own`` are the parties named as author: one of them asserting it is an admission where it is
    ``against_interest``; ``admitted`` = one of them is said to have admitted it.  A report with origins of
    several parties does not say which of them asserts what: where ``shared`` is false, it counts
    as the accuser's word alone.
    """
    asserting = list(reports)
    if any(watch.saw(report) for report in asserting):
        return VERIFIED
    parties = {party for report in asserting for party in (
        report.parties if shared or len(set(report.parties)) < 2 else set(report.parties) - _NOBODY - set(own))}
    sides = parties - _NOBODY
    other = len(sides) > 1 or (len(sides) == 1 and "none" in parties)
    return CORROBORATED if other or admitted or (against_interest and sides & set(own)) else ALLEGED


def standings(reports: Sequence[Told], watch: Watch) -> dict[str, str | None]:
    """The standing of every element of an incident; None where nobody is named or nothing is stated."""
    authors = sorted({report.author for report in reports} - {""})
    happened = [report for report in reports if not (report.denies_itself and _DENIALS & set(report.denies))]
    admitted = any(party in authors for report in reports for party in report.admitted_by)
    return {
        "occurrence": level(happened, watch, authors, admitted=admitted),
        "author": min((_author(author, reports, watch) for author in authors), key=STANDINGS.index, default=None),
        "object": _object(happened, watch),
    }


def _author(author: str, reports: Sequence[Told], watch: Watch) -> str:
    naming = [report for report in reports if report.author == author
              and not (author in report.sides and report.denies_itself and _NOT_OURS & set(report.denies))]
    admitted = any(author in report.admitted_by for report in naming)
    return level(naming, watch, (author,), admitted=admitted, shared=False)


def _object(reports: Sequence[Told], watch: Watch) -> str | None:
    """The standing of the object that most origins name; of several such, the lowest."""
    naming: dict[str, list[Told]] = {}
    for report in reports:
        for thing in things(report):
            naming.setdefault(thing, []).append(report)
    if not naming:
        return None
    weight = {thing: len({origin for report in told for origin in report.origins}) for thing, told in naming.items()}
    most = max(weight.values())
    levels = [level(told, watch, {report.author for report in told} - {""}, admitted=False, shared=False,
                    against_interest=False)
              for thing, told in naming.items() if weight[thing] == most]
    return min(levels, key=STANDINGS.index)


def things(report: Told) -> set[str]:
    """`function/sector` of everything aimed at or affected, however affected."""
    return {part.partition(":")[0] for part in (*report.aimed_at, *report.affected)} - {UNKNOWN, "unknown/unknown"}


def foremost(reports: Iterable[Told]) -> str:
    """The object that most origins name as aimed at or hit directly, else as affected otherwise; '' if none.

    Of several the first in the order of the codebook.
    """
    listed = list(reports)
    return _most_named(listed, mainly) or _most_named(listed, things)


def _most_named(reports: Sequence[Told], named: Callable[[Told], set[str]]) -> str:
    count = Counter(thing for thing, _ in {(thing, origin) for report in reports for thing in named(report)
                                           for origin in report.origins})
    return min(count, key=lambda thing: (-count[thing], _order(thing)), default="")


def _order(thing: str) -> tuple[int, str]:
    """The place of a function in the codebook, unknown ones last."""
    return _PLACES.get(thing.partition("/")[0], len(_PLACES)), thing


def mainly(report: Told) -> set[str]:
    """`function/sector` of what was aimed at or hit directly."""
    direct = {part for part in report.affected if part.partition(":")[2] in ("", "direct")}
    return {part.partition(":")[0] for part in (*report.aimed_at, *direct)} - {UNKNOWN, "unknown/unknown"}


def disputed(reports: Iterable[Told]) -> bool:
    """Do the sides name objects of which none is a kind of the other?"""
    sides: dict[str, set[str]] = {}
    for report in reports:
        for party in set(report.parties) - _NOBODY:
            sides.setdefault(party, set()).update(thing.partition("/")[0] for thing in mainly(report))
    told = [functions for functions in sides.values() if functions]
    return any(not _akin(one, other) for position, one in enumerate(told) for other in told[position + 1:])


def _akin(one: set[str], other: set[str]) -> bool:
    wide, wide_other = ({up for name in names if name in FUNCTIONS for up in ancestors(FUNCTIONS, name)}
                        for names in (one, other))
    return bool(one & wide_other or other & wide)


def decided(decisions: Iterable[Decision]) -> dict[str, dict[str, str]]:
    """Report or incident id -> element -> standing that a person gave it; the later decision wins."""
    found: dict[str, dict[str, str]] = {}
    for decision in sorted(decisions, key=lambda item: item.seq):
        if decision.kind == "standing" and decision.state == "active":
            element, value = _given(decision.value)
            for id_ in decision.ids if element in ELEMENTS and value in STANDINGS else ():
                found.setdefault(id_, {})[element] = value
    return found


def _given(value: Any) -> tuple[str, str]:
    """(element, standing) of ``"verified"`` or ``{"element": "author", "standing": "verified"}``."""
    if not isinstance(value, Mapping):
        return "occurrence", str(value)
    element = str(value.get("element") or value.get("field") or "occurrence").removesuffix("_standing")
    return element, str(value.get("standing") or value.get("value") or "")
