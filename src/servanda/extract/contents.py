"""From frames to spans: where content begins and ends, and which frames lie inside what another says."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.extract.grammar import WH, adverb
from servanda.extract.shapes import Attribution, Found, Span, Token

_CUTS = frozenset({"but", "while", "although", "though", "whereas", "even", "despite", "amid", "after", "as", "before"})
Words = Sequence[Token]


def made(text: str, tokens: Words, frames: Sequence[Found], place: int) -> Attribution | None:
    """The attribution of a frame; None where no content is left for it, or another frame says it."""
    frame = frames[place]
    if frame.kind == "post":
        parts = _before(tokens, frames, place)
        form = "direct" if parts and all(_is_quote(tokens, part) for part in parts) else "indirect"
        after = _quote_after(tokens, frame)
        parts += [after] if after and form == "direct" else []
        if parts and form == "indirect" and (rest := _interrupted(tokens, frames, place)):
            parts.append(rest)
    else:
        if _embedded(tokens, frames, place):
            return None
        start = frame.begins
        end = _content_end(tokens, frames, place)
        parts = [(start, end)] if end > start else []
        form = _form(tokens, frame, start, end)
    if not parts:
        return None
    spans = [_trim(text, tokens, start, end) for start, end in parts]
    spans = [span for span in spans if span[1] > span[0]]
    if not spans:
        return None
    subject = frame.subject
    cue = tokens[frame.at]
    return (
        Attribution(
            spans,
            _cue_span(tokens, frame),
            frame.cue.lemma,
            _act(frame),
            form,
            (tokens[subject[0]].start, tokens[subject[1] - 1].end) if subject else None,
            (tokens[frame.whom[0]].start, tokens[frame.whom[1] - 1].end) if frame.whom else None,
            confidence=_confidence(frame, form),
            negated=_negated(tokens, frame.at),
        )
        if cue
        else None
    )


def _act(frame: Found) -> str:
    """The act of the complement where the table gives one, else that of the verb."""
    kind = frame.kind
    return (
        frame.cue.complements.get(kind)
        or frame.cue.complements.get("responsibility" if kind == "np" else kind, "")
        or frame.cue.act
    )


def _confidence(frame: Found, form: str) -> float:
    base = {"strong": 0.85, "middle": 0.7, "weak": 0.5}[frame.cue.weight]
    return round(base + (0.1 if form == "direct" else 0.0) - (0.15 if frame.inherits else 0.0), 2)


def _negated(tokens: Words, at: int) -> bool:
    return any(
        tokens[place].low in ("not", "never", "n't") or tokens[place].low.endswith("n't")
        for place in range(max(0, at - 3), at)
    )


def _cue_span(tokens: Words, frame: Found) -> Span:
    start = frame.at
    while (
        start > 0
        and adverb(tokens[start - 1])
        and (frame.subject is None or start - 1 >= frame.subject[1] or frame.subject[0] > frame.at)
    ):
        start -= 1
    return tokens[start].start, tokens[frame.at].end


def _is_quote(tokens: Words, part: tuple[int, int]) -> bool:
    return all(token.kind in "qp" for token in tokens[part[0] : part[1]])


def _before(tokens: Words, frames: Sequence[Found], place: int) -> list[tuple[int, int]]:
    """The content that stands before its speaker: quotations, or the words from the last boundary."""
    frame = frames[place]
    end = frame.left
    while end > 0 and tokens[end - 1].kind == "p":
        end -= 1
    if end == 0:
        return []
    if tokens[end - 1].kind == "q":
        quoted = [at for at in range(end) if tokens[at].kind == "q"]
        if all(token.kind in "qp" for token in tokens[:end]):
            return [(at, at + 1) for at in quoted]
        floor = max((one.at + 1 for one in frames[:place]), default=0)
        start = next((at + 1 for at in range(end - 2, floor - 1, -1) if tokens[at].low in (";", ":")), 0)
        return [(end - 1, end)] if floor > start else [(start, end)]
    start = max((one.begins if one.kind == "post" else 0 for one in frames[:place]), default=0)
    while start < end and (tokens[start].kind == "p" or tokens[start].low in ("and", "but")):
        start += 1
    return [(start, end)]


def _quote_after(tokens: Words, frame: Found) -> tuple[int, int] | None:
    """The second half of a quotation that its speaker interrupts."""
    at = max(frame.at + 1, frame.subject[1] if frame.subject else 0)
    for place in range(at, min(len(tokens), at + 16)):
        if tokens[place].kind == "q":
            return (place, place + 1)
        if tokens[place].low in (".", ";"):
            return None
    return None


def _interrupted(tokens: Words, frames: Sequence[Found], place: int) -> tuple[int, int] | None:
    """What goes on after a speaker put in between two commas: `On Monday, the envoy said, talks would resume`."""
    frame = frames[place]
    at = max(frame.at + 1, frame.subject[1] if frame.subject else 0)
    if at + 4 >= len(tokens) or tokens[at].low != "," or place + 1 < len(frames):
        return None
    following = tokens[at + 1]
    if (
        following.low in WH
        or following.low in ("according", "and", "but", "while", "as", "after")
        or (following.low.endswith("ing"))
    ):
        return None
    return at + 1, _without_tail(tokens, at + 1, len(tokens))


def _embedded(tokens: Words, frames: Sequence[Found], place: int) -> bool:
    """Whether a frame lies inside what an earlier one says, and does not begin anew after a comma or `and`."""
    frame = frames[place]
    for other in frames[:place]:
        if other.kind == "post" or not other.begins <= frame.left or _hands_on(tokens, other):
            continue
        if other.begins == frame.left:
            return True
        before = tokens[frame.left - 1].low
        if frame.inherits:
            separate = before in (",", "and", "but", "while") and (
                before != "and" or frame.cue.weight == "strong" or tokens[frame.left - 2].low == ","
            )
        else:
            separate = (
                before in (";", "but", "while", "—", "–")
                or (before == "and" and tokens[frame.left - 2].low == ",")
                or (before == "," and frame.cue.weight == "strong" and other.kind != "that")
            )
        if not separate:
            return True
    return False


def _hands_on(tokens: Words, frame: Found) -> bool:
    """Whether the speaker of a frame is talk without an owner, so that what counts is who is said to have said it."""
    return frame.subject is not None and any(
        token.low in ("speculation", "rumours", "rumors") for token in tokens[frame.subject[0] : frame.subject[1]]
    )


def _content_end(tokens: Words, frames: Sequence[Found], place: int) -> int:
    """Where content ends: the sentence, a frame that begins anew, a trailing attribution, or a turn of thought."""
    frame = frames[place]
    end = len(tokens)
    for other in frames[place + 1 :]:
        if other.kind == "post" and other.left > frame.begins:
            end = min(end, other.left)
            break
        if other.left > frame.begins and not _embedded(tokens, [*frames[: place + 1], other], place + 1):
            end = min(end, other.left)
            break
    for at in range(frame.begins + 1, end):
        low = tokens[at].low
        if low == ";" or (
            low == ","
            and at + 1 < end
            and tokens[at + 1].low in _CUTS
            and (frame.kind not in ("that", "zero", "quote") or tokens[at + 1].low in ("but", "while", "although"))
        ):
            return at
        if low == "," and at + 2 < end and tokens[at + 1].low == "according":
            return at
        if frame.kind in ("to", "np") and low in ("although", "though", "while", "whereas"):
            return at
    return _without_tail(tokens, frame.begins, end)


def _without_tail(tokens: Words, start: int, end: int) -> int:
    while end > start and (
        tokens[end - 1].kind == "p"
        and tokens[end - 1].low not in "”\"'’)%$€£"
        or tokens[end - 1].low in ("and", "but", "while", "as", "by", "in")
    ):
        end -= 1
    return end


def _form(tokens: Words, frame: Found, start: int, end: int) -> str:
    inside = tokens[start:end]
    quotes = sum(token.kind == "q" for token in inside)
    if inside and all(token.kind in "qp" for token in inside):
        return "direct"
    if frame.kind in ("that", "zero", "post", "quote"):
        return "mixed" if quotes else "indirect"
    return "mixed" if quotes else "narrated"


def _trim(text: str, tokens: Words, start: int, end: int) -> Span:
    while end > start and tokens[end - 1].kind == "p" and tokens[end - 1].low in ".,;:—–-":
        end -= 1
    while start < end and tokens[start].kind == "p" and tokens[start].low in ".,;:—–-":
        start += 1
    return (tokens[start].start, tokens[end - 1].end) if end > start else (0, 0)


def according(text: str, tokens: Words) -> list[Attribution]:
    """`according to X, ...` and `..., according to X`."""
    found = []
    for at, token in enumerate(tokens):
        if token.low != "according" or at + 2 >= len(tokens) or tokens[at + 1].low != "to":
            continue
        end = at + 2
        while (
            end < len(tokens)
            and tokens[end].low not in (",", ".", ";", "—", "–", "who", "which")
            and (tokens[end].kind != "q" and end - at < 24)
        ):
            end += 1
        if tokens[at - 1].low == "," and at > 1 or at > 2:
            part = (_last_cut(tokens, at), at)
        else:
            part = (end, _cut_after(tokens, end + 1))
        span = _trim(text, tokens, *part)
        if span[1] - span[0] < 8 or end <= at + 2:
            continue
        form = (
            "direct"
            if _is_quote(tokens, part)
            else "mixed"
            if any(one.kind == "q" for one in tokens[part[0] : part[1]])
            else "indirect"
        )
        found.append(
            Attribution(
                [span],
                (token.start, tokens[at + 1].end),
                "according",
                "claim",
                form,
                (tokens[at + 2].start, tokens[end - 1].end),
                confidence=0.85,
            )
        )
    return found


def _last_cut(tokens: Words, at: int) -> int:
    """Where the clause that ends in `according to` begins."""
    for place in range(at - 2, max(0, at - 120), -1):
        if tokens[place].low in (";", "—") or tokens[place].low == "," and tokens[place + 1].low in ("but", "while"):
            return place + 1
    return 0


def _cut_after(tokens: Words, start: int) -> int:
    for place in range(start, len(tokens)):
        if tokens[place].low == ";":
            return place
    return len(tokens)
