"""Counts in a text: how many of what, exact or at least or about, and over which period."""

from __future__ import annotations

import re
from dataclasses import dataclass

from servanda.extract.shapes import Span

_SMALL = {
    name: value
    for value, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
_SMALL.update({"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90})
_AT_LEAST = (
    "more than",
    "at least",
    "over",
    "no fewer than",
    "no less than",
    "not fewer than",
    "upwards of",
    "in excess of",
)
_ABOUT = (
    "about",
    "around",
    "some",
    "nearly",
    "almost",
    "approximately",
    "roughly",
    "close to",
    "an estimated",
    "up to",
    "as many as",
    "under",
    "fewer than",
    "less than",
)
_PEOPLE = "people|civilians|soldiers|children|women|men|servicemen|fighters|residents|others"
_UNITS = {
    "strike": r"strikes?|air ?strikes?|attacks?|drone attacks|missile strikes|raids?",
    "violation": r"violations?|breaches",
    "munition": r"drones?|uavs?|missiles?|rockets?|(?:glide |guided |aerial )?bombs?|shells?|rounds?|projectiles?|"
    r"mortars?|"
    r"munitions?",
    "explosion": r"explosions?|blasts?|bursts?|shots?",
    "prisoner": r"prisoners?(?: of war)?|pows?|captives?|hostages?|detainees?|servicemen|servicewomen|bodies",
    "killed": rf"(?:{_PEOPLE})? ?(?:were |have been |had been )?"
    r"(?:killed|dead|died)|deaths|fatalities",
    "injured": rf"(?:{_PEOPLE})? ?(?:were |have been |had been )?"
    r"(?:injured|wounded|hurt)|injuries",
    "agreement": r"ceasefires?|truces?|agreements?",
    "incident": r"incidents?|clashes|incursions?|overflights?",
    "vehicle": r"trucks?|vehicles?|lorries|convoys?|vessels?|ships?",
    "person": r"monitors?|observers?|peacekeepers?|troops|soldiers|people|civilians|displaced",
}
_KILLED = re.compile(
    r"\b(?P<verb>kill(?:ed|ing)|wound(?:ed|ing)|injur(?:ed|ing))\s+(?:(?P<q>at least|more than|about|around|"
    r"some|nearly|over)\s+)?(?P<v>\d[\d,]{0,8}|[a-z]+)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"\b(?:(?P<q>{'|'.join(map(re.escape, sorted((*_AT_LEAST, *_ABOUT), key=len, reverse=True)))})\s+)?"
    rf"(?P<v>\d[\d,]{{0,8}}|{'|'.join(sorted(_SMALL, key=len, reverse=True))})(?P<dash>[\s\u00a0]+)"
    rf"(?P<words>(?:[A-Za-z“\"”\-‑]+[\s\u00a0]+){{0,4}}?)"
    rf"(?P<unit>{'|'.join(f'(?P<{name}>{words})' for name, words in _UNITS.items())})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things: ``qualifier`` is exact, at_least or about."""

    span: Span
    value: int
    qualifier: str
    unit: str
    measure: str


def value_of(word: str) -> int | None:
    """A number in digits or in words up to ninety; None for anything else."""
    low = word.lower()
    if low in _SMALL:
        return _SMALL[low]
    digits = word.replace(",", "")
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def qualifier_of(words: str | None) -> str:
    """exact, at_least or about."""
    low = re.sub(r"\s+", " ", (words or "").lower())
    return "at_least" if low in _AT_LEAST else "about" if low in _ABOUT else "exact"


def counts(text: str, start: int, end: int) -> list[Count]:
    """The counts of a part of a text, in order."""
    found = []
    for match in _COUNT.finditer(text, start, end):
        value = value_of(match["v"])
        unit = next((name for name in _UNITS if match[name]), "")
        if value is None or not unit or re.search(r"[a-z]-$", text[max(0, match.start() - 2) : match.start()]):
            continue
        measure = re.sub(r"\s+", " ", f"{match['words']}{match['unit']}").strip()
        found.append(Count(match.span(), value, qualifier_of(match["q"]), unit, measure))
    for match in _KILLED.finditer(text, start, end):
        value = value_of(match["v"])
        if value is not None:
            unit = "killed" if match["verb"].lower().startswith("kill") else "injured"
            found.append(Count(match.span(), value, qualifier_of(match["q"]), unit, unit))
    return sorted(found, key=lambda one: one.span)
