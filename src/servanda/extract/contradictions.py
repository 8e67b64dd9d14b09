"""Pairs of passages of one text that cannot both hold: two measures of one thing, a claim and its denial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from servanda.extract.grammar import words as closed_class
from servanda.extract.numbers import value_of

_DULL = closed_class("dull")
_MEASURE = re.compile(
    r"\b(?P<v>\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:-and-a-half)?[\s\-‑]"
    r"(?P<unit>hour|minute|day|week|month|point)s?[\s\-‑]+(?:long )?(?P<what>(?:\w+[\s\-]){0,2}\w+)\b",
    re.IGNORECASE,
)
_THINGS = (
    "call",
    "conversation",
    "meeting",
    "talks",
    "ceasefire",
    "truce",
    "pause",
    "plan",
    "deadline",
    "halt",
    "exchange",
)
_NEAR = 40  # statements around a denial that are held against it
_ASSERTS = frozenset(
    [
        "claim",
        "demand",
        "announce",
        "accuse",
        "agree",
        "admit",
        "report",
        "order",
        "promise",
        "offer",
        "condition",
        "accept",
    ]
)
_DENIES = frozenset({"deny"})
_NEGATED = re.compile(r"\b(?:never|not|n't|n’t|didn't|didn’t|no)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_KIN = {
    "supplies": "aid",
    "supply": "aid",
    "assistance": "aid",
    "weapon": "arms",
    "weapons": "arms",
    "ceasefire": "truce",
    "captives": "prisoner",
    "strikes": "attack",
    "strike": "attack",
    "struck": "attack",
    "hit": "attack",
    "shelled": "attack",
    "fired": "attack",
}
Row = Mapping[str, Any]


def contradictions(text: str, statements: Sequence[Row]) -> list[dict[str, Any]]:
    """Records of kind ``contradiction``: the two spans, and whether they are `measures` or `denial`."""
    return [*_measures(text), *_denials(statements)]


def _measures(text: str) -> Iterator[dict[str, Any]]:
    """One thing said to last, or to be, other amounts of a unit than the first."""
    groups: dict[tuple[str, str], dict[float, tuple[int, int]]] = {}
    for match in _MEASURE.finditer(text):
        thing = next((one for one in _THINGS if one in match["what"].lower().split()), "")
        value = float(match["v"]) if match["v"][0].isdigit() else float(value_of(match["v"]) or 0)
        if thing:
            groups.setdefault((match["unit"].lower(), thing), {}).setdefault(value, match.span())
    for (unit, thing), values in sorted(groups.items()):
        (_, first), *others = sorted(values.items(), key=lambda item: item[1])
        for _, second in others:
            yield _pair(text, first, second, "measures", f"{thing}, {unit}s")


def _denials(statements: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """A statement and another speaker's denial that share at least two words of substance."""
    keys = [_substance(one) for one in statements]
    for place, one in enumerate(statements):
        if one["speech_act"] not in _DENIES:
            continue
        near = range(max(0, place - _NEAR), min(len(statements), place + _NEAR))
        for other in near:
            said = statements[other]
            if said["speech_act"] not in _ASSERTS or _same(said, one) or _NEGATED.search(said["text"][:60]):
                continue
            shared = keys[place] & keys[other]
            if len(shared) >= 2 or (shared and one["topic"] and one["topic"] == said["topic"]):
                first, second = sorted((said, one), key=lambda row: int(row["start"]))
                yield {
                    "kind": "contradiction",
                    "start": first["start"],
                    "end": first["end"],
                    "text": first["text"],
                    "other_start": second["start"],
                    "other_end": second["end"],
                    "other_text": second["text"],
                    "how": "denial",
                    "topic": ", ".join(sorted(shared)),
                }


def _same(one: Row, other: Row) -> bool:
    return bool(one["speaker"]) and one["speaker"] == other["speaker"]


def _substance(row: Row) -> set[str]:
    words = {word.lower() for word in _WORD.findall(row["text"]) if not word[0].isupper()} - _DULL
    return {_KIN.get(word, word.rstrip("s")) for word in words}


def _pair(text: str, first: tuple[int, int], second: tuple[int, int], how: str, topic: str) -> dict[str, Any]:
    return {
        "kind": "contradiction",
        "start": first[0],
        "end": first[1],
        "text": text[first[0] : first[1]],
        "other_start": second[0],
        "other_end": second[1],
        "other_text": text[second[0] : second[1]],
        "how": how,
        "topic": topic,
    }
