"""A text as a page to read: who says what, in colour, with the records beside their paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from servanda.guard.text import href, plain
from servanda.model.documents import Document

Record = Mapping[str, Any]
_HERE = Path(__file__).parent
_HUES = 8
_LABELS = {
    "report": "report",
    "tally": "tally",
    "commitment": "commitment",
    "silence_claimed": "silence claimed",
    "contradiction": "contradiction",
    "statement": "statement",
}
_PLURALS = {
    "report": "reports",
    "tally": "tallies",
    "commitment": "commitments",
    "silence_claimed": "silences claimed",
    "contradiction": "contradictions",
    "statement": "statements",
}


def page(read: Sequence[tuple[Document, Sequence[Record]]]) -> str:
    """One page for some documents with their records; it holds its style and runs nothing."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (_HERE / "static" / "extract.css").read_text(encoding="utf-8")
    return environment.get_template("extract.html").render(style=Markup(style), texts=[_text(*one) for one in read])


def _text(document: Document, records: Sequence[Record]) -> dict[str, Any]:
    hues = _hues(records)
    listed = [_paragraph(document.text, span, records, hues) for span in _paragraphs(document.text)]
    counts = {kind: sum(one["kind"] == kind for one in records) for kind in _LABELS}
    return {
        "title": plain(document.title or document.file),
        "byline": plain(document.byline),
        "outlet": plain(document.outlet),
        "published": plain(document.published),
        "url": href(document.url),
        "hash": document.sha256,
        "paragraphs": listed,
        "counts": [
            f"{count} {_LABELS[kind] if count == 1 else _PLURALS[kind]}" for kind, count in counts.items() if count
        ],
        "voices": [{"name": name or "not attributed", "hue": hue} for name, hue in hues.items()],
    }


def _hues(records: Iterable[Record]) -> dict[str, int]:
    """Party, or `other`, -> number of a colour, in order of the text."""
    found: dict[str, int] = {}
    for one in records:
        if one["kind"] == "statement":
            found.setdefault(_voice(one), len(found) % _HUES)
    return found


def _voice(one: Record) -> str:
    return plain(one["party"]) or ("no party" if one["speaker"] else "nobody named")


def _paragraphs(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append((at, at + len(line.rstrip())))
        at += len(line)
    return found


def _paragraph(text: str, span: tuple[int, int], records: Sequence[Record], hues: Mapping[str, int]) -> dict[str, Any]:
    inside = [one for one in records if span[0] <= one["start"] < span[1]]
    return {"words": _words(text, span, records, hues), "notes": [_note(one, hues) for one in _grouped(inside)]}


def _spans(records: Sequence[Record], hues: Mapping[str, int]) -> Iterable[tuple[int, int, str]]:
    """(start, end, classes) of every span that is coloured."""
    for one in records:
        if one["kind"] == "statement":
            for start, end in one.get("parts") or [(one["start"], one["end"])]:
                yield start, end, f"statement v{hues[_voice(one)]} {plain(one['form'])}"
            yield one["cue_start"], one["cue_end"], "cue"
            if one["speaker_start"] is not None:
                yield one["speaker_start"], one["speaker_end"], f"speaker v{hues[_voice(one)]}"
        elif one["kind"] in ("place", "time", "silence_claimed"):
            yield one["start"], one["end"], one["kind"]


def _words(text: str, span: tuple[int, int], records: Sequence[Record], hues: Mapping[str, int]) -> Markup:
    """The paragraph cut at every edge of a span, each piece with the classes of all spans over it."""
    over = [
        (max(start, span[0]), min(end, span[1]), names)
        for start, end, names in _spans(records, hues)
        if start < span[1] and end > span[0]
    ]
    edges = sorted({span[0], span[1], *(edge for start, end, _ in over for edge in (start, end))})
    out = []
    for start, end in zip(edges, edges[1:], strict=False):
        names = " ".join(
            sorted({name for a, b, classes in over if a <= start and end <= b for name in classes.split()})
        )
        words = escape(_visible(text[start:end]))
        out.append(Markup('<span class="{}">{}</span>').format(names, words) if names else words)
    return Markup("").join(out)


def _visible(text: str) -> str:
    return plain(text.replace("\t", " ").replace("\n", " ").replace("\r", " ").replace("\u00a0", " "))


def _grouped(records: Sequence[Record]) -> list[Record]:
    """One record for several that differ in their place only; places and times need no note."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in records:
        if one["kind"] not in _LABELS:
            continue
        key = (one["kind"], one["start"], one["end"], one.get("act"), one.get("cue_start"), one.get("other_start"))
        held = found.setdefault(key, {**one, "where": []})
        held["where"] += [one["place"]] if one["kind"] == "report" and one.get("place") else []
    return list(found.values())


def _note(one: Record, hues: Mapping[str, int]) -> dict[str, Any]:
    """What stands beside a paragraph for one record: a head and a few facts."""
    facts = [
        (name, plain(_words_of(value))) for name, value in _FACTS[one["kind"]](one) if value not in ("", None, [], ())
    ]
    hue = hues.get(_voice(one), 0) if one["kind"] == "statement" else None
    head = (
        plain(one["speaker"] or one["speaker_text"] or "nobody named")
        if one["kind"] == "statement"
        else _LABELS[one["kind"]]
    )
    return {
        "kind": one["kind"],
        "head": head,
        "hue": hue,
        "facts": facts,
        "sure": round(100 * one.get("confidence", 0.5)),
    }


def _words_of(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _span_of(one: Record, first: str, last: str) -> str:
    start, end = one.get(first) or "", one.get(last) or ""
    return start if start == end else f"{start} to {end}"


_FACTS: dict[str, Any] = {
    "statement": lambda one: (
        ("", " · ".join(filter(None, (one["speech_act"], one["form"], one["party"])))),
        ("topic", one["topic"]),
        ("hedged", one["hedge_cue"]),
        ("relayed by", one["via"]),
        ("to", one["addressee"]),
        ("said on", one["date"]),
    ),
    "report": lambda one: (
        ("", " · ".join(filter(None, (one["act"], one["means"])))),
        ("by", one["author_claimed"] or "nobody named"),
        ("hit", one["affected"]),
        ("where", one["where"]),
        ("when", _span_of(one, "time_from", "time_to")),
        ("killed", one["fatalities"]),
        ("injured", one["injured"]),
        ("claimed by", one["claimed_by"]),
    ),
    "tally": lambda one: (
        ("", f"{one['qualifier'].replace('_', ' ')} {one['value']} {one['measure']}"),
        ("period", _span_of(one, "period_from", "period_to")),
        ("claimed by", one["claimed_by"]),
    ),
    "commitment": lambda one: (
        ("due", _span_of(one, "due_from", "due_date")),
        ("by", one["by"]),
        ("to", one["to"]),
        ("how many", one["quantity"]),
        ("condition", one["condition"]),
    ),
    "silence_claimed": lambda one: (("on", one["topic"]), ("absent from", one["absent_from"])),
    "contradiction": lambda one: (("", one["topic"]), ("against", one["other_text"][:160])),
}
