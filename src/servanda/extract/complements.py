"""What a cue governs: a clause, an infinitive, a thing, a quotation, and where that begins."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.extract import grammar, lexicon
from servanda.extract.grammar import ADVERBS, AUXILIARIES, BE, DETERMINERS, PREPOSITIONS, TIMES, WH
from servanda.extract.shapes import Cue, Token

_PLAIN_PASTS = grammar.words("verb")
_SUBJECTS = frozenset({"he", "she", "they", "it", "we", "i", "you", "there", "this", "that", "these", "those"})
Words = Sequence[Token]


def complement(tokens: Words, at: int, cue: Cue) -> tuple[str, int, tuple[int, int] | None]:
    """(kind, first position, whom) of what follows a cue; ('', ...) where it governs nothing that it can govern."""
    begins, whom = at + 1, None
    takes = cue.complements
    begins = _over_adverbs(tokens, begins)
    if "whom" in takes and begins < len(tokens) and tokens[begins].kind == "w":
        whom, begins = _whom(tokens, begins)
    if begins < len(tokens) and _told_to(tokens, begins, cue):
        whom, begins = _whom(tokens, begins + 1)
    if "out" in takes and begins < len(tokens) and tokens[begins].low == "out":
        begins += 1
    ahead = _that_ahead(tokens, begins) if "that" in takes else begins
    ahead = ahead if ahead > begins else _over_adjuncts(tokens, begins, takes)
    if ahead >= len(tokens):
        return "post" if "quote" in takes or "zero" in takes else "", ahead, whom
    kind = _kind(tokens, begins, ahead, takes, cue)
    if kind == "np" and begins < len(tokens) and tokens[begins].kind != "p":
        return ("np", begins, whom)
    return kind, ahead, whom


def _over_adverbs(tokens: Words, at: int) -> int:
    while (
        at < len(tokens)
        and tokens[at].kind == "w"
        and (tokens[at].low in ADVERBS or (tokens[at].low.endswith("ly") and tokens[at].low not in grammar.NOT_ADVERBS))
        and tokens[at].low not in ("both", "all", "there", "here", "only", "so", "first", "even", "de")
    ):
        at += 1
    return at


def _told_to(tokens: Words, at: int, cue: Cue) -> bool:
    """`to reporters`, `to the agency`."""
    return (
        not {"to", "tonp", "on"} & cue.complements.keys()
        and tokens[at].low == "to"
        and at + 1 < len(tokens)
        and (
            tokens[at + 1].low in ("reporters", "journalists", "the", "a", "his", "her", "their")
            or tokens[at + 1].capital
        )
    )


def _whom(tokens: Words, at: int) -> tuple[tuple[int, int] | None, int]:
    """The person addressed: up to `that`, a comma, a quotation, `to` or a subject."""
    end = at
    while end < len(tokens) and end - at < 10:
        token = tokens[end]
        if token.kind in "pq" or token.low in ("that", "to", "of", "for", "on", "against", "in", "about", "at", *WH):
            break
        if token.low in _SUBJECTS and end > at or token.low in BE or token.low in AUXILIARIES:
            break
        if end > at and token.low in DETERMINERS or end > at and token.low in TIMES:
            break
        if end > at and token.capital and not tokens[end - 1].capital and tokens[end - 1].low not in DETERMINERS:
            break
        end += 1
    return ((at, end) if end > at else None), end


def _that_ahead(tokens: Words, at: int) -> int:
    """The position of a `that` a few words on, with `this week`, `multiple times` or a place between."""
    for place in range(at, min(len(tokens), at + 5)):
        if tokens[place].low == "that":
            between = tokens[at:place]
            return place if any(one.low in TIMES or one.low == "times" for one in between) else at
        if tokens[place].kind in "pq":
            return at
    return at


def _over_adjuncts(tokens: Words, at: int, takes: dict[str, str]) -> int:
    """Past `on Tuesday`, `in a statement`, `at a briefing in the capital,` to what is said."""
    start = at
    while at < len(tokens):
        token = tokens[at]
        if token.low in TIMES or (token.kind == "n" and at > start):
            at += 1
        elif (
            token.low in ("this", "last", "next", "early", "late")
            and at + 1 < len(tokens)
            and tokens[at + 1].low in TIMES
        ):
            at += 2
        elif token.kind == "w" and token.low in PREPOSITIONS and token.low not in takes and token.low not in ("as",):
            ahead = _past_phrase(tokens, at + 1)
            if ahead is None:
                return start if at == start else at
            at = ahead
        elif token.low in (",", ":") and at + 1 < len(tokens) and (tokens[at + 1].kind == "q" or at > start):
            at += 1
            if token.low == ":":
                return at
        else:
            return at
    return at


def _past_phrase(tokens: Words, at: int) -> int | None:
    """The position after the phrase of a preposition: where `that`, a mark, a quotation or another begins."""
    for end in range(at, min(len(tokens), at + 14)):
        token = tokens[end]
        if token.kind == "q" or token.low in ("that", ",", ":", ".", ";", "—", "–"):
            return end
        if end > at and token.low in _SUBJECTS:
            return end
        if end > at and token.low in PREPOSITIONS:
            return end
    return min(len(tokens), at + 14) if len(tokens) <= at + 14 else None


def _kind(tokens: Words, begins: int, ahead: int, takes: dict[str, str], cue: Cue) -> str:
    """What stands at a position, of what the cue can govern."""
    token = tokens[ahead]
    following = tokens[ahead + 1] if ahead + 1 < len(tokens) else None
    if token.kind == "q":
        return "quote" if {"quote", "that", "np", "zero", "name"} & takes.keys() else ""
    if token.low == "that" and ("that" in takes) and following and following.kind != "p":
        return "that"
    if token.low in WH and ("that" in takes or token.low in takes or "about" in takes):
        return "that"
    if (
        token.low == "to"
        and "to" in takes
        and following
        and following.kind == "w"
        and not following.capital
        and (following.low not in DETERMINERS and following.low not in BE - {"be"})
    ):
        return "to"
    if token.low == "to" and "tonp" in takes and following and following.low in DETERMINERS:
        return "tonp"
    if (
        token.low in takes
        and token.low in PREPOSITIONS
        and following
        and following.kind in "wnq"
        and (following.low not in BE and following.low not in AUXILIARIES)
    ):
        return token.low
    if token.kind == "p":
        return "post" if token.low in ",.;)—–-" and {"quote", "zero", "that"} & takes.keys() else ""
    if "right" in takes:
        return "np" if token.low == "the" and following and following.low == "right" else ""
    if "responsibility" in takes and token.low == "responsibility":
        return "np"
    if token.low == "clear" and "clear" in takes:
        return "that"
    if "zero" in takes and _clause(tokens, ahead, cue):
        return "zero"
    if "name" in takes and _named(tokens, begins):
        return "np"
    if (
        "np" in takes
        and begins < len(tokens)
        and tokens[begins].kind in "wnq"
        and (tokens[begins].low not in PREPOSITIONS and tokens[begins].low not in ("and", "or", "but", "that", "than"))
    ):
        return "np"
    if "ing" in takes and token.low.endswith("ing"):
        return "np"
    if "comment" in takes and following and following.low == "comment":
        return "to"
    return ""


def _named(tokens: Words, at: int) -> bool:
    """`called X "..."`, `labelled the talks a failure`: two phrases, or one with a quotation."""
    ahead = tokens[at : at + 9]
    return (
        any(token.kind == "q" for token in ahead)
        or any(token.low in ("a", "an") for token in ahead[2:])
        and not any(token.kind == "p" for token in ahead[:3])
    )


def _clause(tokens: Words, at: int, cue: Cue) -> bool:
    """Whether a clause without `that` begins here: a subject, and a verb not far behind it."""
    first = tokens[at].low
    if first in ("and", "or", "but", "than", "of", "as", "after", "before", "when", "while", "during", "because"):
        return False
    for place in range(at, min(len(tokens), at + 22)):
        token = tokens[place]
        if token.kind == "p" and token.low in ";:" or token.kind == "q":
            return cue.weight == "strong" and place > at + 1
        if place > at and (token.low in BE or token.low in AUXILIARIES):
            return True
        if (
            place > at
            and not token.capital
            and token.kind == "w"
            and (token.low.endswith("ed") or token.low in _PLAIN_PASTS or _finite(tokens, place))
        ):
            return True
    return cue.lemma in ("say", "tell", "insist", "add") and len(tokens) - at > 3


def _finite(tokens: Words, at: int) -> bool:
    """Whether a cue stands as a verb of its own: a past, or a third person after a name or a pronoun."""
    cue = lexicon.cues().get(tokens[at].low)
    return cue is not None and (
        cue.form == "past" or cue.form == "third" and (tokens[at - 1].capital or tokens[at - 1].low in _SUBJECTS)
    )


def content_before(tokens: Words, at: int) -> bool:
    """Whether what stands before a subject is content: a quotation, or words up to a comma."""
    if at == 0:
        return False
    previous = tokens[at - 1]
    if previous.kind == "q":
        return True
    if previous.low in "\"”’'" and at > 1:
        return tokens[at - 2].low == ","
    return previous.low in (",", "—", "–", "-") and at > 3
