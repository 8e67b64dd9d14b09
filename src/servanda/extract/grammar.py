"""Closed classes of words, and the noun phrases that can be told by them without a parser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from servanda.extract import lexicon
from servanda.extract.keys import fold
from servanda.extract.shapes import Token


@cache
def words(kind: str) -> frozenset[str]:
    """The words of a closed class."""
    return frozenset(word for row in lexicon.rows("grammar") if row["kind"] == kind for word in row["words"].split("|"))


AUXILIARIES, BE, ADVERBS, NOT_ADVERBS, DETERMINERS, PREPOSITIONS, BOUNDARIES, PRONOUNS, TIMES, WH = (
    words(kind)
    for kind in (
        "auxiliary",
        "be",
        "adverb",
        "notadverb",
        "determiner",
        "preposition",
        "boundary",
        "pronoun",
        "time",
        "wh",
    )
)
_LINKS = frozenset({"of", "for", "in", "at", "from", "to", "on", "with"})
_JOINS = frozenset({"-", "/", "&", "'", "’", "."})
LONGEST_NAME = 28


def adverb(token: Token) -> bool:
    """Whether a token can stand between subject and verb without being either."""
    low = token.low
    return token.kind == "w" and (
        low in ADVERBS
        or low in AUXILIARIES
        or (len(low) > 4 and low.endswith("ly") and low not in NOT_ADVERBS and not token.capital)
    )


def phrase_before(tokens: Sequence[Token], end: int, floor: int = 0) -> tuple[int, int] | None:
    """The noun phrase that ends right before a position, as token positions; None where there is none."""
    at = end - 1
    if at < floor or tokens[at].kind not in "wn" or _verbal(tokens[at]):
        return None
    if tokens[at].low in lexicon.roles() and lexicon.roles()[tokens[at].low] == "pronoun" or tokens[at].low in PRONOUNS:
        return (at, end)
    start = at
    while start > floor and end - start < LONGEST_NAME and _belongs(tokens, start - 1, start):
        start -= 1
    return _stripped(tokens, start, end)


def _verbal(token: Token) -> bool:
    low = token.low
    return low in BE or low in AUXILIARIES or low in BOUNDARIES or low in PREPOSITIONS or low in TIMES


def _belongs(tokens: Sequence[Token], at: int, right: int) -> bool:
    """Whether the token at a position goes on with the phrase that starts right of it."""
    token, following = tokens[at], tokens[right]
    if token.kind == "p":
        return token.low in _JOINS and following.start == token.end
    if token.kind == "q":
        return False
    low = token.low
    if low == "and":
        return following.capital and at > 0 and tokens[at - 1].capital
    if low in BOUNDARIES or low in BE or (low in AUXILIARIES and not token.capital):
        return False
    if low in TIMES and not (low == "may" and token.capital):
        return False
    if following.low in DETERMINERS and low not in _LINKS and low not in ("all", "both"):
        return False
    if following.kind == "n" and low in PREPOSITIONS:
        return False
    if low in PREPOSITIONS:
        return low in _LINKS and at > 0 and tokens[at - 1].kind == "w" and tokens[at - 1].low not in BOUNDARIES
    cue = lexicon.cues().get(low)
    return not (cue and cue.form in ("past", "gerund") and not token.capital and cue.weight in ("strong", "middle"))


def _stripped(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """Without adverbs and prepositions at the front."""
    while start < end and (
        tokens[start].low in PREPOSITIONS
        or tokens[start].low in ADVERBS
        or tokens[start].kind == "p"
        or tokens[start].low in ("and", "here", "but")
        or (adverb(tokens[start]) and not tokens[start].capital)
    ):
        start += 1
    return (start, end) if start < end else None


def head(tokens: Sequence[Token], start: int, end: int) -> int:
    """The position of the head of a noun phrase: the last word before its first preposition."""
    for at in range(start, end):
        if at > start and tokens[at].low in PREPOSITIONS and not tokens[at].capital:
            return at - 1
    return end - 1


def can_speak(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a noun phrase names somebody: a name, a pronoun, or a word of the table of roles."""
    at = head(tokens, start, end)
    token = tokens[at]
    roles = lexicon.roles()
    low = token.low.removesuffix("'s")
    if (
        low in roles
        or low in PRONOUNS
        or (low.endswith("s") and low[:-1] in roles)
        or (low.endswith("ies") and low[:-3] + "y" in roles)
        or low.endswith(("men", "women"))
    ):
        return True
    if not token.capital:
        return False
    if at > 0 and start < at or at > 0 and tokens[at - 1].kind != "p":
        return True
    return at > 0 or fold(token.low) in lexicon.parties() or token.low not in DETERMINERS | ADVERBS | PREPOSITIONS
