"""Attributions by cue words, without a model: who stands before or after the cue, and what it governs."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.extract import grammar, lexicon
from servanda.extract.complements import complement, content_before
from servanda.extract.contents import according
from servanda.extract.contents import made as made_of
from servanda.extract.grammar import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    PREPOSITIONS,
    TIMES,
    adverb,
    can_speak,
    phrase_before,
)
from servanda.extract.shapes import Attribution, Cue, Found, Token

_REACH = 40  # tokens that are looked back over for a subject

Words = Sequence[Token]


def attributions(text: str, tokens: Words) -> list[Attribution]:
    """The attributions of one sentence that its cue words show, in order."""
    cues = lexicon.cues()
    frames: list[Found] = []
    for at, token in enumerate(tokens):
        if token.kind == "w" and token.low in cues:
            frame = _frame(tokens, at, cues[token.low], frames)
            if frame:
                frames.append(frame)
    made = [one for place, frame in enumerate(frames) if (one := made_of(text, tokens, frames, place))]
    return made + according(text, tokens)


# -- the frame of a cue ---------------------------------------------------------------------------------


def _frame(tokens: Words, at: int, cue: Cue, before: Sequence[Found]) -> Found | None:
    previous = tokens[at - 1] if at else None
    if cue.weight == "none" or (previous and _nominal(tokens, at, cue)):
        return None
    if cue.lemma in ("appear", "seem"):
        return _passive_frame(tokens, at, cue) if previous and previous.low == "it" else None
    if cue.form != "gerund" and _passive(tokens, at):
        return _passive_frame(tokens, at, cue)
    subject, inherits = _subject(tokens, at, cue, before)
    if subject is None:
        return _inverted(tokens, at, cue)
    kind, begins, whom = complement(tokens, at, cue)
    if kind != "that" and _quoted_before(tokens, subject[0]) and not inherits:
        kind = "post"
    if kind == "post" and not content_before(tokens, subject[0]):
        return None
    if not kind or (inherits and cue.weight == "weak" and kind in ("np", "post")):
        return None
    return Found(at, cue, subject, kind, begins, inherits, whom)


def _quoted_before(tokens: Words, at: int) -> bool:
    """Whether a quotation stands right before the subject, with nothing but a comma between."""
    return at > 0 and (
        tokens[at - 1].kind == "q" or at > 1 and tokens[at - 1].low == "," and tokens[at - 2].kind == "q"
    )


def _nominal(tokens: Words, at: int, cue: Cue) -> bool:
    """Whether the word stands as a noun or adjective here."""
    low = tokens[at - 1].low
    if low in DETERMINERS and low not in (
        "both",
        "all",
        "some",
        "many",
        "most",
        "few",
        "others",
        "one",
        "that",
        "those",
    ):
        return True
    if tokens[at].capital and at > 0 and not _headline(tokens):
        return True
    if low.endswith("'s") and cue.form in ("base", "third"):
        return True
    return low in PREPOSITIONS and low != "to" and cue.form != "gerund"


def _headline(tokens: Words) -> bool:
    """Whether most words of three letters and more begin with a capital."""
    long = [token for token in tokens if token.kind == "w" and len(token.low) > 3]
    return len(long) > 3 and sum(token.capital for token in long) > 0.7 * len(long)


def _passive(tokens: Words, at: int) -> bool:
    back = at - 1
    while back >= 0 and adverb(tokens[back]) and tokens[back].low not in BE:
        back -= 1
    if back < 0 or tokens[back].low not in BE:
        return False
    return tokens[at].low.endswith(("ed", "en", "n", "t", "d"))


def _passive_frame(tokens: Words, at: int, cue: Cue) -> Found | None:
    """`it has been suggested that ...`: nobody is named, or somebody after `by`."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.low != "that" or "that" not in cue.complements:
        return None
    return Found(at, cue, None, "that", at + 1, passive=True)


def _subject(tokens: Words, at: int, cue: Cue, before: Sequence[Found]) -> tuple[tuple[int, int] | None, bool]:
    """(subject, taken over from an earlier frame) of a cue."""
    back = at - 1
    while back >= 0 and (adverb(tokens[back]) or tokens[back].low in BE and cue.form == "gerund"):
        back -= 1
    if back < 0:
        return None, False
    token = tokens[back]
    if cue.form == "gerund" and back == at - 1 or cue.form == "gerund" and not _be_between(tokens, back, at):
        return _of_gerund(tokens, back, before)
    if token.low in ("and", "but", "or", "then") and before:
        return (before[-1].subject, True) if _joined(before[-1], cue) else (None, False)
    if token.low == "to" and cue.form == "base":
        return None, False
    if token.low in ("who", "which"):
        phrase = phrase_before(tokens, back - (tokens[back - 1].low == ","), max(0, back - _REACH)) if back else None
        after_said = phrase is None and before and before[-1].kind == "post"
        return (before[-1].subject if after_said else _speaking(tokens, phrase)), False
    if token.low == ",":
        return _over_commas(tokens, back, before), False
    if token.low == ")":
        opened = next((place for place in range(back, max(-1, back - 12), -1) if tokens[place].low == "("), -1)
        return _speaking(tokens, phrase_before(tokens, opened, 0)) if opened > 0 else None, False
    return _speaking(tokens, phrase_before(tokens, back + 1, max(0, back - _REACH))), False


def _be_between(tokens: Words, back: int, at: int) -> bool:
    return any(tokens[place].low in BE or tokens[place].low in AUXILIARIES for place in range(back + 1, at))


def _joined(before: Found, cue: Cue) -> bool:
    """Whether two verbs of one subject can be joined by `and`."""
    finite = ("past", "participle", "third")
    return before.subject is not None and (
        before.cue.form == cue.form or (before.cue.form in finite and cue.form in finite)
    )


def _of_gerund(tokens: Words, back: int, before: Sequence[Found]) -> tuple[tuple[int, int] | None, bool]:
    """The subject of `..., saying that ...`: that of the frame before, else the first phrase of the sentence."""
    if tokens[back].low not in (
        ",",
        "and",
        "by",
        "in",
        "while",
        "without",
        "after",
        "before",
        "when",
        "-",
        "—",
        "–",
        "but",
    ):
        phrase = phrase_before(tokens, back + 1, max(0, back - _REACH))
        with_ = phrase is not None and phrase[0] > 0 and tokens[phrase[0] - 1].low == "with"
        return (_speaking(tokens, phrase), False) if with_ else (None, False)
    if before:
        return before[-1].subject, True
    return _first_phrase(tokens, back), True


def _first_phrase(tokens: Words, floor: int) -> tuple[int, int] | None:
    """The phrase before the first verb that is told by an auxiliary or an ending in -ed."""
    for at in range(1, min(floor, 25)):
        low = tokens[at].low
        if low in BE or low in AUXILIARIES or (low.endswith("ed") and not tokens[at].capital) or low in lexicon.cues():
            return _speaking(tokens, phrase_before(tokens, at, 0))
    return None


def _over_commas(tokens: Words, comma: int, before: Sequence[Found]) -> tuple[int, int] | None:
    """The phrase before an insertion between two commas."""
    for place in range(comma - 1, max(-1, comma - _REACH), -1):
        if tokens[place].low == "," or tokens[place].kind == "q":
            if tokens[place].kind == "q":
                return None
            phrase = _speaking(tokens, phrase_before(tokens, place, 0))
            if phrase:
                return (phrase[0], phrase[1])
    return None


def _speaking(tokens: Words, phrase: tuple[int, int] | None) -> tuple[int, int] | None:
    return phrase if phrase and can_speak(tokens, *phrase) else None


def _inverted(tokens: Words, at: int, cue: Cue) -> Found | None:
    """`"...", said the minister`: the subject follows, after content."""
    if cue.form not in ("past", "third", "participle") or cue.weight == "weak" or at == 0:
        return None
    previous = tokens[at - 1]
    if not (previous.kind == "q" or previous.low == "," and "quote" in cue.complements):
        return None
    phrase = phrase_after(tokens, at + 1)
    if phrase is None or not can_speak(tokens, *phrase):
        return None
    after = tokens[phrase[1]].low if phrase[1] < len(tokens) else ""
    if previous.kind != "q" and (after in AUXILIARIES or after in BE):
        return None  # `the envoy, a lawyer, said Berg has left`
    return Found(at, cue, phrase, "post", at + 1)


def phrase_after(tokens: Words, at: int) -> tuple[int, int] | None:
    """The noun phrase that begins at a position, with an apposition that ends in a name."""
    end = at
    while end < len(tokens) and end - at < grammar.LONGEST_NAME:
        token = tokens[end]
        if token.kind == "q" or token.low in TIMES or token.low in BE or token.low in grammar.BOUNDARIES - {"as"}:
            break
        if token.kind == "p" and token.low not in "-'’/&.":
            break
        if token.low in AUXILIARIES and not token.capital:
            break
        if end > at and token.low in PREPOSITIONS and token.low not in ("of", "for", "at", "in"):
            break
        if (
            token.low == "in"
            and end + 1 < len(tokens)
            and tokens[end + 1].low in ("a", "an", "the", "his", "her", "their")
        ):
            break
        end += 1
    while end > at and (
        tokens[end - 1].low in PREPOSITIONS or tokens[end - 1].kind == "p" or tokens[end - 1].low in ADVERBS
    ):
        end -= 1
    named = _apposed(tokens, end)
    return (at, named or end) if end > at else None


def _apposed(tokens: Words, comma: int) -> int | None:
    """The end of a name of capital words right after a comma, closed by a mark."""
    if comma + 1 >= len(tokens) or tokens[comma].low != "," or not tokens[comma + 1].capital:
        return None
    end = comma + 1
    while end < len(tokens) and (tokens[end].capital or tokens[end].low == "-"):
        end += 1
    closed = end == len(tokens) or tokens[end].kind == "p"
    return end if closed and end - comma <= 5 else None
