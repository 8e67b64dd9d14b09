"""Happenings that the author of a reading gives, assessed as written: the terms must say what he expected."""

from __future__ import annotations

from collections.abc import Collection

from servanda.assess.reference import Verdict, verdict
from servanda.assess.space import states
from servanda.model.case import Case
from servanda.model.clock import parse, union_span
from servanda.model.facts import Facts, Telling
from servanda.model.objects import parse_things
from servanda.model.problems import Problem, problem
from servanda.model.terms import Example, Rule
from servanda.model.values import OUTCOMES
from servanda.model.vocabulary import ACTS, MEANS, STAGES

_FACTS = ("author", "at", "until", "zone", "act", "means", "stage", "aimed_at", "affected", "claimed_by",
          "recognised_by", "controlled_by", "operated_by", "lat", "lon", "radius", "inside", "outside", "raises")


def problems(case: Case) -> list[Problem]:
    """One problem for each example that cannot be read, or whose outcome is not the one expected."""
    rules = {(rule.reading, rule.provision): rule for rule in case.terms.rules}
    found = []
    for example in case.terms.examples:
        rule = rules.get((example.reading, example.provision))
        wrong = f"`{example.expect}` is not one of {', '.join(OUTCOMES)}" if example.expect not in OUTCOMES else ""
        try:
            said = "" if wrong or rule is None else _differs(example, verdict(_facts(example, case), rule))
        except ValueError as error:
            wrong = str(error)
        if wrong:
            found.append(problem("value_wrong", "terms.yaml", example.line, f"Example “{example.happening}”: {wrong}."))
        elif said:
            found.append(problem("example_differs", "terms.yaml", example.line, _sentence(example, rule, said)))
    return found


def _sentence(example: Example, rule: Rule | None, said: str) -> str:
    return (f"Example “{example.happening}” expects {example.expect} under reading `{example.reading}` of "
            f"`{example.provision}`, but the terms give {said}.")


def _differs(example: Example, result: Verdict) -> str:
    """What the terms give instead, with the reasons of every element that is not yes; '' if as expected."""
    if result.outcome == example.expect:
        return ""
    open_ = [reason for reason in result.reasons
             if reason.split(":")[0] in {name for name, mask in result.masks.items() if mask != 1} - {"unless"}]
    return f"{result.outcome} ({', '.join(open_) or 'every element holds'})"


def _facts(example: Example, case: Case) -> Facts:
    """Facts as written; raises ``ValueError`` naming what cannot be read."""
    told = example.facts
    _check(told, case)
    begin, end = _time(told, case)
    telling = Telling(told.get("act", ""), told.get("stage", ""), told.get("means", ""),
                      parse_things(told.get("aimed_at", ""), affected=False),
                      parse_things(told.get("affected", ""), affected=True))
    place = [",".join((told["lat"], told["lon"], told.get("radius", "0")))] if {"lat", "lon"} <= set(told) else []
    return Facts(
        author=told.get("author", ""), time_from=begin, time_to=end, tellings=(telling,),
        zones={**{zone: state for _, zone, state in states(place, case.zones)},
               **{zone: state for state in ("inside", "outside") for zone in _parties(told, state)}},
        claim=_parties(told, "claimed_by"), recognised=_parties(told, "recognised_by"),
        controller=_parties(told, "controlled_by"), operator=_parties(told, "operated_by"),
        raised=_parties(told, "raises"))


def _check(told: dict[str, str], case: Case) -> None:
    """Raises ``ValueError`` for keys, words, parties, zones and positions that a report could not have."""
    _known("key", set(told), _FACTS)
    for name, words in (("act", ACTS), ("means", MEANS), ("stage", STAGES)):
        _known(name, {told[name]} if told.get(name) else set(), (*words, "unknown"))
    _known("author", {told["author"]} if told.get("author") else set(), case.info.party_ids())
    for name in ("inside", "outside"):
        _known(name, set(_parties(told, name)), tuple(zone.id for zone in case.zones))
    for name, least, most in (("lat", -90, 90), ("lon", -180, 180), ("radius", 0, 20_000)):
        if name in told:
            number = float(told[name])
            if not least <= number <= most:
                raise ValueError(f"`{name}` is `{told[name]}`: not between {least} and {most}")


def _known(name: str, given: Collection[str], allowed: Collection[str]) -> None:
    odd = sorted(set(given) - set(allowed))
    if odd:
        raise ValueError(f"`{name}` is `{odd[0][:40]}`: not one of {', '.join(allowed)}")


def _time(told: dict[str, str], case: Case) -> tuple[int | None, int | None]:
    if "at" not in told:
        return None, None
    parse(told["at"])
    zones = (told["zone"],) if "zone" in told else case.info.clock_zones or (case.info.zone,)
    return union_span(told["at"], told.get("until", ""), zones)


def _parties(told: dict[str, str], name: str) -> frozenset[str]:
    return frozenset({part.partition(":")[0].strip() for part in told.get(name, "").split(";")} - {"", "unknown"})
