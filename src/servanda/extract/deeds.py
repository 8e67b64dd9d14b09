"""What is owed and what is left out: commitments with their day and number, and silences that the text claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.extract.numbers import Count
from servanda.extract.shapes import Span
from servanda.extract.times import Interval

_TO_COME = re.compile(
    r"\b(?:will|would|shall|is to|are to|due to|set to|plans? to|planning to|scheduled|agreed to|promised to|pledged "
    r"to|vowed to|undertook to|committed to|ordered to|expected to|going to|must|'ll|by the end of|no later than|"
    r"deadline)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|provided(?: that)?|on condition that|as long as|unless|once|only after|in exchange for|"
    r"in return for)\b[^.;]{3,160}",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"\b(?:to|with|for) (?P<who>(?:the )?[A-Z][\w\-]*+(?: [A-Z][\w\-]*+){0,3})")
_SILENT = (
    re.compile(
        r"\b(?:noticeably |conspicuously |notably |strikingly )?(?:absent|missing) from (?P<whose>[^.;]{3,120}?) "
        r"(?:was|were|is|are) (?:any |all )?(?:mention of |reference to )?(?P<topic>[^.;–—]{3,140})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<topic>[^.;]{3,300}?)[, ]+(?:which |that )?(?:but |and )?(?:was|were|is|are)? ?(?:also |but )?not "
        r"(?:even )?mentioned in (?P<whose>[^.;]{3,120})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<whose>[^.;]{3,120}?) (?:made|makes|contained|contains|gave|has|had) no (?:mention of|reference to) "
        r"(?P<topic>[^.;]{3,140})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<whose>[^.;]{0,100}?\b(?:statement|readout|communiqu[ée]|account|text|summary|version)s?\b[^.;]{0,60}?) "
        r"(?:did not mention|does not mention|omitted|omits|was silent on|is silent on|said nothing (?:about|of)|says "
        r"nothing (?:about|of)|left out|leaves out) (?P<topic>[^.;]{3,140})",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bno (?:mention of|reference to|word (?:on|of|about)) (?P<topic>[^.;]{3,100}?) (?:in|from) "
        r"(?P<whose>[^.;]{3,120})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<topic>[^.;]{3,140}?) (?:was|were|is|are) (?:noticeably |conspicuously |notably )?(?:absent|missing) from "
        r"(?P<whose>[^.;]{3,120})",
        re.IGNORECASE,
    ),
)
_HINT = re.compile(
    r"\b(?:absent|missing|mention\w*|reference|silent|omit\w*|nothing|left out|leaves out|no word)\b", re.IGNORECASE
)
_LONGEST = 1_500


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something owed by a day: its words, the day, how many of what, on which condition, to whom."""

    span: Span
    due: Interval
    quantity: Count | None
    condition: str
    to: str


@dataclass(frozen=True, slots=True)
class Silence:
    """What a text says was left out, and of whose account."""

    span: Span
    topic: str
    absent_from: str


def commitments(text: str, sentence: Span, times: Sequence[Interval], numbers: Sequence[Count]) -> list[Commitment]:
    """What a sentence says is to be done by a day that lies after the day of publication."""
    coming = [one for one in times if one.future]
    if not coming or not _TO_COME.search(text, *sentence):
        return []
    quantity = next((one for one in numbers if one.unit in ("prisoner", "vehicle", "person", "agreement")), None)
    condition = _CONDITION.search(text, *sentence)
    whom = _TO_WHOM.search(text, *sentence)
    return [Commitment(sentence, coming[0], quantity, condition[0] if condition else "", whom["who"] if whom else "")]


def silences(text: str, sentence: Span) -> list[Silence]:
    """What a sentence says was not said, and by whom."""
    start, end = sentence
    if end - start > _LONGEST or not _HINT.search(text, start, end):
        return []
    for pattern in _SILENT:
        found = pattern.search(text, start, end)
        if found:
            return [Silence(found.span(), found["topic"].strip(" ,"), found["whose"].strip(" ,"))]
    return []
