"""What a text says has happened: act, means, object, place, time, toll; who did it only where somebody is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from servanda.extract import lexicon
from servanda.extract.numbers import Count, counts
from servanda.extract.people import institution
from servanda.extract.places import Mention
from servanda.extract.shapes import Span
from servanda.extract.times import Interval

_NOT_HAPPENED = re.compile(
    r"\b(?:would|will|could|can|able|may|might|should|shall|to|not|never|n't|no|if|unless|halt\w*|stop\w*|cease|pause|end|refrain\w*|"
    r"promis\w+|agree\w*|propos\w+|ban\w*|moratorium|without|any|threaten\w*|offer\w*|against|avoid|prevent\w*|"
    r"cessation of|proposal|deny|denied|denies|proof|condition)\s+(?:\w+\s+){0,4}$",
    re.IGNORECASE,
)
_AGENT = re.compile(
    r"(?:\b(?P<noun>[A-Z][\w.]*+)(?:['’]s?)?\s+(?:\w+\s+){0,3}?(?:army|military|forces|troops|warplanes|aircraft|"
    r"drones?|missiles?|artillery|jets|navy|fighters|attack|strikes?|air ?strikes?)\b)"
)
_BY = re.compile(
    r"\bby (?:the )?(?P<who>[A-Z][\w\-]*+(?: [A-Za-z]+){0,2}?) (?:forces|army|military|troops|drones?|missiles?|"
    r"aircraft|artillery|fire)\b"
)


_WHERE = re.compile(
    r"\b(?:in|at|on|near|over|against|across|around|outside|of|towards?|hit|hitting|struck|striking|shelled|"
    r"shelling|attacked|bombed|targeted|targeting|into|inside|city|town|village|port|recaptured|captured|seized|"
    r"including|from|along|the)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:[’']?s)?\s*(?:regions?|oblasts?)?\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s+or\s+)(?:the\s+|in\s+)*")
_TALKS = re.compile(r"\b(?:talks|meeting|negotiations|summit|round|conference|said|speaking)\b", re.IGNORECASE)
_NEAR = 90


@dataclass(slots=True)
class Happening:
    """One happening as one sentence tells it; ``author`` is '' unless the words name somebody."""

    span: Span
    act: str
    means: str
    author: str
    places: list[Mention] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    times: list[Interval] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)


@cache
def _acts() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (
            row["act"],
            row["means"],
            re.compile(row["pattern"], re.IGNORECASE if row["act"] != "strike" or row["means"] else 0),
        )
        for row in lexicon.rows("acts")
    )


@cache
def _any_act() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in lexicon.rows("acts")), re.IGNORECASE)


@cache
def _objects() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (
            f"{row['function']}/{row['sector']}" if row["sector"] else row["function"],
            re.compile(row["pattern"], re.IGNORECASE),
        )
        for row in lexicon.rows("objects")
    )


def happenings(text: str, sentence: Span, places: Sequence[Mention], times: Sequence[Interval]) -> list[Happening]:
    """The happenings of a sentence; those that are wished, feared, denied or to come are none."""
    start, end = sentence
    if not _any_act().search(text, start, end):
        return []
    hit = next(
        (
            (act, means, match)
            for act, means, pattern in _acts()
            for match in pattern.finditer(text, start, end)
            if not _NOT_HAPPENED.search(text, max(start, match.start() - 60), match.start())
        ),
        None,
    )
    if hit is None:
        return []
    act, means, match = hit
    held = _located(text, start, [one for one in places if one.point.kind != "state"])
    numbers = counts(text, start, end)
    near = max(start, match.start() - _NEAR), min(end, match.end() + _NEAR)
    objects = [name for name, pattern in _objects() if pattern.search(text, *near)]
    toll = any(one.unit in ("killed", "injured") for one in numbers)
    if not (held or objects or toll or numbers):
        return []
    if any(one.future for one in times):
        return []
    return [
        Happening(
            sentence,
            act,
            means or _means(text, *near),
            _author(text, start, match),
            held,
            _narrowest(objects),
            list(times),
            numbers,
        )
    ]


def _located(text: str, start: int, places: Sequence[Mention]) -> list[Mention]:
    """The places that stand after a word of place, or go on with a list of such; not where talks were held."""
    kept: list[Mention] = []
    for one in places:
        before = text[max(start, one.span[0] - 30) : one.span[0]]
        listed = kept and kept[-1].span[1] >= one.span[0] - 12 and _LIST.fullmatch(text[kept[-1].span[1] : one.span[0]])
        if one.point.name in {other.point.name for other in kept}:
            continue
        if (_WHERE.search(before) or listed) and not _TALKS.search(text[max(start, one.span[0] - 60) : one.span[0]]):
            kept.append(one)
    return kept


def _means(text: str, start: int, end: int) -> str:
    """The means where the sentence names one only."""
    said = text[start:end].lower()
    found = {
        means
        for words, means in (
            ("drone", "uav"),
            ("missile", "missile"),
            ("artillery", "artillery"),
            ("mortar", "mortar"),
            ("rocket", "mlrs"),
            ("warplane", "manned_aircraft"),
        )
        if words in said
    }
    return found.pop() if len(found) == 1 else ""


def _author(text: str, start: int, match: re.Match[str]) -> str:
    """The party named as the one who acted: right before the act, or after `by`."""
    before = text[start : match.end()]
    found = [institution(f"{one['noun']} forces") for one in _AGENT.finditer(before)]
    by = _BY.search(text, match.start(), match.end() + 60)
    if by:
        found.append(institution(f"{by['who']} forces"))
    named = re.search(
        r"([A-Z][\w.]*+(?: [A-Z][\w.]*+)?)\s+(?:has |have |had )?(?:also )?$", text[start : match.start()]
    )
    if named:
        found.append(institution(named[1]))
    held = [one for one in found if one]
    return held[-1] if held and len(set(held)) == 1 else ""


def _narrowest(objects: Sequence[str]) -> list[str]:
    """Without the general word where a narrower one stands: `thermal_plant` and not also `power_plant`, `factory`."""
    drop = set()
    listed = {one.partition("/")[0] for one in objects}
    if listed & {"nuclear_plant", "thermal_plant", "power_plant"}:
        drop.add("factory")
    if listed & {"nuclear_plant", "thermal_plant"}:
        drop.add("power_plant")
    if "airbase" in listed:
        drop.add("base")
    return [one for one in objects if one.partition("/")[0] not in drop][:4]
