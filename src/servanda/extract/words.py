"""Text to paragraphs, sentences and tokens by their offsets; every pattern runs in linear time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from servanda.extract.grammar import words as closed_class
from servanda.extract.shapes import Quote, Span, Token

_ABBREVIATED = closed_class("abbreviation")
_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]++")
_TITLES = "|".join(sorted(closed_class("dotted")))
# A title's stop belongs to it: `Mr. Berg` is two words and no more.
_TOKEN = re.compile(
    rf"(?P<t>(?i:{_TITLES})\.(?=[ \u00a0][A-ZÀ-Þ]))|"
    r"(?P<n>\d++(?:[.,:]\d++)*+)|(?P<w>(?:[A-Za-z]\.){2,}|[^\W_]++(?:['’\-‑][^\W_]++)*+)|(?P<p>[^\w\s]|_)"
)
_STOP = re.compile(r"[.!?…]++[\"”’'»)\]]*+(?:[ \t\u00a0]++|$)")
# Who asks or cries: `"...?" the envoy said`.
_SAYS = re.compile(
    r"(?:[\w’'.\-]+ ){1,6}?(?:said|says|asked|asks|added|adds|wrote|writes|told|tweeted|shouted|replied|cried|"
    r"demanded|wondered|posted|chanted|joked|quipped|continued|declared)\b",
    re.IGNORECASE,
)
LONGEST_SENTENCE = 1_500
LONGEST_PARAGRAPH = 20_000
LONGEST_LINE = 200_000  # characters of one line; longer ones are no prose and are not read
LONG_LINE = 2_000  # characters from which on a line is no prose if fewer than half of them are letters


def paragraphs(text: str) -> Iterator[Span]:
    """The lines of a text that hold words, without blanks around them; long ones in pieces, endless ones not at all."""
    for found in _PARAGRAPH.finditer(text):
        if _no_prose(found[0]):
            continue
        start, end = trimmed(text, found.start(), found.end())
        while end - start > LONGEST_PARAGRAPH:
            cut = text.rfind(" ", start, start + LONGEST_PARAGRAPH)
            cut = cut if cut > start else start + LONGEST_PARAGRAPH
            yield trimmed(text, start, cut)
            start, end = trimmed(text, cut, end)
        if end > start:
            yield start, end


def no_prose(text: str) -> list[Span]:
    """The lines that are not read: without end, or long and mostly of marks and digits."""
    return [found.span() for found in _PARAGRAPH.finditer(text) if _no_prose(found[0])]


def _no_prose(line: str) -> bool:
    return len(line) > LONG_LINE and (len(line) > LONGEST_LINE or 2 * sum(map(str.isalpha, line)) < len(line))


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentences(text: str, span: Span, quotes: Sequence[Quote] = ()) -> list[Span]:
    """The sentences of a paragraph; a stop inside a quotation ends none, unless the quotation ends with it."""
    start, end = span
    ends = [quote.start for quote in quotes]
    found: list[Span] = []
    for stop in _STOP.finditer(text, start, end):
        if stop.end() >= end or not _ends(text, stop, quotes, ends):
            continue
        found.append((start, stop.end() - len(stop[0]) + len(stop[0].rstrip())))
        start = stop.end()
    found.append((start, end))
    return [piece for one in found for piece in _pieces(text, *trimmed(text, *one)) if piece[1] > piece[0]]


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence in pieces that are not too long to look at."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def _ends(text: str, stop: re.Match[str], quotes: Sequence[Quote], starts: Sequence[int]) -> bool:
    """Whether a sentence ends at a stop: not after an abbreviation, before a small letter, inside a quotation."""
    following = text[stop.end()]
    if following.islower() or following in ",;:—–-":
        return False
    inside = bisect_left(starts, stop.start()) - 1
    if inside >= 0 and stop.start() < quotes[inside].end and not stop.start() < quotes[inside].end <= stop.end():
        return False
    if stop[0][0] in "?!" and stop[0].strip()[-1] in "\"”’'»" and _SAYS.match(text, stop.end()):
        return False
    if stop[0][0] != ".":
        return True
    before = text[max(0, stop.start() - 12) : stop.start()].rsplit(None, 1)
    word = before[-1].lower().lstrip("(\"“'‘") if before else ""
    return word not in _ABBREVIATED and not (len(word) == 1 and word.isalpha() and word != "i")


def tokens(text: str, span: Span, quotes: Sequence[Quote] = ()) -> list[Token]:
    """The tokens of a span; each of the given quotations stands as one."""
    found: list[Token] = []
    at, end = span
    for quote in quotes:
        if quote.end <= at or quote.start >= end:
            continue
        _plain_tokens(text, at, max(at, quote.start), found)
        found.append(Token(max(at, quote.start), min(end, quote.end), "", "q"))
        at = min(end, quote.end)
    _plain_tokens(text, at, end, found)
    return found


def _plain_tokens(text: str, start: int, end: int, into: list[Token]) -> None:
    for match in _TOKEN.finditer(text, start, end):
        word, kind = match[0], match.lastgroup or "p"
        if kind == "t":
            word, kind = word[:-1], "w"
        into.append(
            Token(match.start(), match.end(), word.lower().replace("’", "'"), kind, kind == "w" and word[0].isupper())
        )
