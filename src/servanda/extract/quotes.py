"""Find what stands between quotation marks, paragraph by paragraph, in one pass over the marks.

Curly, straight, angled and low marks; straight inside curly; a mark that is closed by one of another
kind; quotations that go on over paragraphs.  Single marks count only where they cannot be apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from servanda.extract.shapes import Quote, Span

_MARKS = re.compile(r"[\"“”„«»]|''|``")
_SINGLE = re.compile(r"(?:(?<=[\s(\[—–])|(?<![\s\S]))[‘'](?=\w)|(?<=[\w.,!?…])['’](?=[\s.,;:!?)\]—–]|$)")
_LONGEST_SINGLE = 1_000


def quotes(text: str, spans: Iterable[Span]) -> dict[Span, list[Quote]]:
    """The outermost quotations of each paragraph, in order."""
    found: dict[Span, list[Quote]] = {}
    listed = list(spans)
    going_on = False
    for place, span in enumerate(listed):
        following = listed[place + 1] if place + 1 < len(listed) else None
        held = _of_paragraph(text, span, going_on, _opens(text, following))
        going_on = bool(held) and held[-1].open
        found[span] = held or _singles(text, span)
    return found


def _opens(text: str, span: Span | None) -> bool:
    """Whether a paragraph begins with an opening mark."""
    return span is not None and text.startswith(("“", '"', "„", "«", "''", "``"), span[0])


def _of_paragraph(text: str, span: Span, carried: bool, follows: bool) -> list[Quote]:
    start, end = span
    held: list[Quote] = []
    opened, mark, depth, width = -1, "", 0, 1
    for match in _MARKS.finditer(text, start, end):
        at, char = match.start(), match[0]
        wide = len(char)
        char = '"' if wide == 2 else char
        if opened < 0:
            if char == "”" or (char == "»" and mark != "«" and not _before_word(text, at, end)):
                continue
            opened, mark, depth, width = at, char, 1, wide
            continue
        depth += _step(text, at, end, mark, char)
        if depth <= 0:
            held.append(Quote(opened, at + wide, (opened + width, at), carried=carried and opened == start))
            opened = -1
    if opened >= 0:
        goes_on = follows
        stop = end if goes_on or opened - start < 2 else _sentence_end(text, opened, end)
        held.append(Quote(opened, stop, (opened + width, stop), open=goes_on, carried=carried and opened == start))
    return held


def _before_word(text: str, at: int, end: int) -> bool:
    return at + 1 < end and not text[at + 1].isspace()


def _step(text: str, at: int, end: int, mark: str, char: str) -> int:
    """How a mark inside a quotation changes the depth; straight marks inside curly ones are passed over."""
    if mark in "“„":
        if char in "“„" and _before_word(text, at, end) and (char != "“" or mark == "“"):
            return 1
        if char == "“" and mark == "„" or char == "”":
            return -1
        return 0
    if mark == "«":
        return {"«": 1, "»": -1}.get(char, 0)
    if mark == "»":
        return -1 if char in "«»" else 0
    if char == '"':  # straight in straight: it closes, unless it stands before a word and after a blank
        return (
            0
            if _before_word(text, at, end)
            and text[at - 1].isspace()
            and text[at + 1].isalnum()
            and (text.find('"', at + 1, min(end, at + 200)) > 0)
            else -1
        )
    return -1 if char == "”" else 0


def _sentence_end(text: str, opened: int, end: int) -> int:
    stop = re.compile(r"[.!?](?=\s)").search(text, opened, end)
    return stop.end() if stop else end


def _singles(text: str, span: Span) -> list[Quote]:
    """Quotations in single marks: opened after a blank, closed after a word and before a blank or a stop."""
    held: list[Quote] = []
    opened = -1
    for match in _SINGLE.finditer(text, *span):
        at = match.start()
        opening = (
            at + 1 < span[1]
            and text[at + 1].isalnum()
            and (at == span[0] or not text[at - 1].isalnum() and text[at - 1] not in ".,!?…")
        )
        if opening:
            opened = at
        elif opened >= 0 and at - opened < _LONGEST_SINGLE and text[opened] + text[at] in ("‘’", "''"):
            if " " in text[opened:at]:
                held.append(Quote(opened, at + 1, (opened + 1, at)))
            opened = -1
    return held
