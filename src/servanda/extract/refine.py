"""From spans to answers: which speech act, which topic, hedged by which words, relayed by whom, said on which day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.extract import lexicon
from servanda.extract.keys import fold
from servanda.extract.shapes import Attribution, Span
from servanda.model.case import CaseInfo

_GENERAL = frozenset({"claim", "report"})
_LEADING = re.compile(
    r"(?:(?:reportedly|allegedly|apparently|however|meanwhile|also|earlier|later)\b,?\s*)+", re.IGNORECASE
)
_NEAR = 12
_BINDING = ("hearsay", "appearance", "caveat", "reserve")
_INSIDE = re.compile(r"\b(?:may|might)\b", re.IGNORECASE)
_TITLE = re.compile(r"[^\W_]{4,}")


def act(text: str, one: Attribution) -> str:
    """The speech act: of the cue, or of what is said where the cue is as general as *say*."""
    if one.lemma == "decline" and text.startswith("to comment", one.parts[0][0]):
        return "decline_to_comment"
    if one.act not in _GENERAL or one.form == "narrated" or one.lemma in ("label", "call", "describe", "see", "dub"):
        return one.act
    said = text[one.parts[0][0] : one.parts[-1][1]].strip("\"“”'‘’ ")
    said = re.sub(r"^that\s+", "", said)
    found = next((name for name, pattern in lexicon.contents() if pattern.search(said)), "")
    return found or one.act


@dataclass(frozen=True)
class Topics:
    """Topics and one pattern for the words of all of them, a group for each."""

    names: tuple[str, ...]
    pattern: re.Pattern[str]


def topic(text: str, one: Attribution, topics: Topics) -> str:
    """The topic of which most words are in the content, the first of equals; '' where there is none."""
    found = Counter(match.lastgroup for start, end in one.parts for match in topics.pattern.finditer(text, start, end))
    best = max(found.items(), key=lambda item: (item[1], -int((item[0] or "t0")[1:])), default=(None, 0))[0]
    return topics.names[int(best[1:])] if best else ""


def topics_of(info: CaseInfo | None) -> Topics:
    """The topics to tell apart: those of the case, else the neutral list."""
    listed = _listed(info)
    joined = "|".join(f"(?P<t{place}>{pattern.pattern})" for place, (_, pattern) in enumerate(listed))
    return Topics(tuple(name for name, _ in listed), re.compile(joined or "(?!)", re.IGNORECASE))


def _listed(info: CaseInfo | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Topics with the words of each; those of a case by the words of their ids and titles."""
    if info is None or not info.topics:
        return lexicon.topics()
    neutral = dict(lexicon.topics())
    made = []
    for id_, title in info.topics:
        words = sorted({word.lower() for word in _TITLE.findall(f"{id_.replace('_', ' ')} {title}")} - _DULL)
        pattern = "|".join(rf"{re.escape(word[:-1] if word.endswith('s') else word)}\w*" for word in words)
        kin = neutral.get(id_)
        parts = [kin.pattern] if kin else []
        parts += [rf"\b(?:{pattern})\b"] if pattern else []
        if parts:
            made.append((id_, re.compile("|".join(parts), re.IGNORECASE)))
    return tuple(made)


_DULL = frozenset(
    [
        "with",
        "from",
        "that",
        "this",
        "what",
        "which",
        "their",
        "about",
        "into",
        "over",
        "upon",
        "between",
        "both",
        "full",
        "other",
        "side",
    ]
)


def hedges(text: str, one: Attribution, sentence: Span) -> list[Span]:
    """The words that hedge a statement: around it in its sentence, or, where it is not quoted, in it."""
    quoted = [part for part in one.parts if text[part[0]] in '"“„«']
    found = []
    for match in lexicon.hedges().finditer(text, *sentence):
        kind = lexicon.hedge_kinds().get(match[0].lower(), "")
        inside = any(start <= match.start() < end for start, end in quoted)
        if kind in _BINDING and not inside:
            found.append(match.span())
    if found and one.form != "direct" or one.speaker is None:
        found += [match.span() for match in _INSIDE.finditer(text, *one.hull)]
    return found


def bare_speaker(text: str, span: Span) -> Span:
    """A speaker without an adverb before the name."""
    leading = _LEADING.match(text, *span)
    return (leading.end(), span[1]) if leading and leading.end() < span[1] else span


def chained(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """Relays turned into chains: where an outlet reports what another statement says, the outlet is its ``via``.

    ``found`` is in order of content; only neighbours can lie inside one another.
    """
    kept: list[Attribution] = []
    for place, one in enumerate(found):
        if one.speaker is None or not is_relay(text[one.speaker[0] : one.speaker[1]]):
            kept.append(one)
            continue
        near = found[max(0, place - _NEAR) : place + _NEAR]
        inner = [other for other in near if other is not one and _relayed(one, other)]
        for other in inner:
            other.via.append(one.speaker)
        if not inner:
            kept.append(one)
    return kept


def _relayed(outer: Attribution, inner: Attribution) -> bool:
    """Whether a statement lies within what another one says."""
    return (
        inner.speaker is not None
        and inner.cue != outer.cue
        and outer.hull[0] <= inner.hull[0]
        and inner.hull[1] <= outer.hull[1] + 6
    )


def is_relay(name: str) -> bool:
    """Whether a speaker only hands on: an outlet, or talk without an owner."""
    folded = fold(re.sub(r"^(?:the|a|an)\s", "", name, flags=re.IGNORECASE))
    return folded in lexicon.outlets() or any(word in folded.split() for word in ("speculation", "rumours", "rumors"))
