"""The attributions of a whole text by the tier of rules: cue words, quotations that go on, and chains of relays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from servanda.extract import cueing, lexicon
from servanda.extract.grammar import can_speak, phrase_before
from servanda.extract.shapes import Attribution, Quote, Span, Token
from servanda.extract.words import sentences, tokens

# A paragraph of an interview or of minutes: `BERG: We are leaving.`
_SPOKEN = re.compile(r"(?P<who>[A-ZÀ-Þ][\w.’'\-]*+(?: [A-ZÀ-Þ][\w.’'\-]*+){0,3}):[ \u00a0]+(?P<said>\S.{8,})")
_TERMINAL = ",.!?…"


def by_rules(text: str, laid_out: dict[Span, list[Quote]]) -> list[Attribution]:
    """All attributions of a text, in order of their content; ``laid_out`` are its paragraphs with their quotations."""
    found: list[Attribution] = []
    last: Attribution | None = None
    voices = _voices(text, laid_out)
    for span, held in laid_out.items():
        spoken = _SPOKEN.match(text, *span)
        if spoken and spoken["who"] in voices:
            found.append(
                Attribution(
                    [(spoken.start("said"), span[1])],
                    (spoken.end("who"), spoken.end("who") + 1),
                    ":",
                    "claim",
                    "direct",
                    spoken.span("who"),
                    confidence=0.75,
                )
            )
            last = found[-1]
            continue
        masked = [quote for quote in held if masks(text, quote)]
        of_it = _of_paragraph(text, span, held, masked, last)
        found += of_it
        last = of_it[-1] if of_it else (last if span[1] - span[0] < 40 else None)
    return found


def _voices(text: str, laid_out: dict[Span, list[Quote]]) -> frozenset[str]:
    """The names before a colon at the head of at least two paragraphs each."""
    heads = Counter(match["who"] for span in laid_out if (match := _SPOKEN.match(text, *span)))
    return frozenset(name for name, times in heads.items() if times > 1)


def masks(text: str, quote: Quote) -> bool:
    """Whether a quotation is long enough to be said as a whole, and not a word held with tongs."""
    inner = text[quote.inner[0] : quote.inner[1]].strip()
    words = inner.count(" ") + 1
    return words >= 4 or (words >= 2 and inner[-1:] in _TERMINAL) or (inner[-1:] in ",!?" and inner[:1].isupper())


def _of_paragraph(
    text: str, span: Span, held: Sequence[Quote], masked: Sequence[Quote], last: Attribution | None
) -> list[Attribution]:
    found: list[Attribution] = []
    loose: list[Quote] = []
    cues = lexicon.cues()
    for sentence in sentences(text, span, held):
        listed = tokens(text, sentence, masked)
        if any(token.kind == "q" or token.low in cues or token.low == "according" for token in listed):
            made = cueing.attributions(text, listed) or _by_colon(listed)
            found += made
            loose += _loose(listed, made, masked)
    if loose:
        found += _going_on(text, span, loose, found, last)
    return sorted(found, key=lambda one: (one.hull, one.cue))


def _by_colon(listed: Sequence[Token]) -> list[Attribution]:
    """`Somebody: "..."`."""
    for at in range(1, len(listed) - 1):
        if listed[at].low == ":" and listed[at + 1].kind == "q":
            phrase = phrase_before(listed, at)
            if phrase and phrase[0] == 0 and can_speak(listed, *phrase):
                quoted = listed[at + 1]
                return [
                    Attribution(
                        [(quoted.start, quoted.end)],
                        (listed[at].start, listed[at].end),
                        ":",
                        "claim",
                        "direct",
                        (listed[0].start, listed[at - 1].end),
                        confidence=0.7,
                    )
                ]
    return []


def _loose(listed: Sequence[Token], made: Sequence[Attribution], masked: Sequence[Quote]) -> list[Quote]:
    """Quotations that stand as sentences of their own and that no cue has taken."""
    if any(token.kind not in "qp" for token in listed):
        return []
    taken = [part for one in made for part in one.parts]
    return [
        quote
        for token in listed
        if token.kind == "q"
        for quote in masked
        if quote.start <= token.start < quote.end and not any(a <= token.start < b for a, b in taken)
    ]


def _going_on(
    text: str, span: Span, loose: Sequence[Quote], made: Sequence[Attribution], last: Attribution | None
) -> list[Attribution]:
    """Quotations without a cue: said by whoever is quoted in this paragraph, else in the one before."""
    speaker = next((one for one in made if one.form in ("direct", "mixed") and one.speaker), None)
    source, confidence = speaker or last, 0.55
    if source is None or (not speaker and (source.form == "narrated" or loose[0].start > span[0] + 1)):
        return []
    if speaker:
        speaker.parts += [(quote.start, quote.end) for quote in loose]
        speaker.parts.sort()
        return []
    if loose[0].carried and last is not None:
        last.parts += [(quote.start, quote.end) for quote in loose]
        return []
    return [
        replace(
            source,
            parts=[(quote.start, quote.end) for quote in loose],
            form="direct",
            confidence=confidence,
            hedges=[],
            via=list(source.via),
            addressee=None,
        )
    ]
