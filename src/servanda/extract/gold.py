"""Texts annotated by hand, read from a mark-up that keeps words and spans together (docs/codebook-extraction.md).

``{1:content}`` is a piece of statement 1, ``{@1:...}`` its speaker, ``{!1:...}`` its cue, ``{?1:...}`` a word that
hedges it, ``{P:...}`` a place, ``{T:...}`` a time.  Marks may stand inside one another.  After a line ``---``
comes a line for each statement: its number and ``field=value``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servanda.guard.files import BOM
from servanda.model.documents import Document

Record = dict[str, Any]
_MARK = re.compile(r"\{(?P<kind>[@!?]?)(?P<name>\d{1,3}|P|T):|(?P<close>\})")
_FIELDS = ("act", "form", "party", "topic", "hedged", "via")


class NotAnnotated(ValueError):
    """The file is not of this mark-up; the message says where."""


@dataclass
class Annotated:
    """A text without its marks, and the records that the marks stand for."""

    document: Document
    records: list[Record] = field(default_factory=list)


def read(path: Path) -> Annotated:
    """The text and its records.  Raises `NotAnnotated`."""
    content = path.read_text(encoding="utf-8").removeprefix(BOM)
    head, _, rest = content.partition("\n")
    body, _, tail = rest.rpartition("\n---\n") if "\n---\n" in rest else (rest, "", "")
    text, spans = _stripped(body, path.name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    published = dict(part.partition("=")[::2] for part in head.split()).get("published", "")
    made = Annotated(Document(path.name, digest, text, published=published))
    made.records = [*_statements(text, digest, spans, tail), *_named(text, digest, spans)]
    return made


def _stripped(body: str, name: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """The words without marks, and (kind, name, start, end) of every mark."""
    out: list[str] = []
    length, at = 0, 0
    opened: list[tuple[str, str, int]] = []
    spans = []
    for match in _MARK.finditer(body):
        out.append(body[at : match.start()])
        length += match.start() - at
        at = match.end()
        if match["close"]:
            if not opened:
                raise NotAnnotated(f"{name}: a mark is closed that was never opened, before `{body[at : at + 20]}`")
            spans.append((*opened.pop(), length))
        else:
            opened.append((match["kind"], match["name"], length))
    if opened:
        raise NotAnnotated(f"{name}: the mark `{opened[-1][0]}{opened[-1][1]}` is never closed")
    out.append(body[at:])
    return "".join(out), spans


def _statements(text: str, digest: str, spans: Iterable[tuple[str, str, int, int]], tail: str) -> list[Record]:
    held: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for kind, name, start, end in spans:
        if name.isdigit():
            held.setdefault(name, {}).setdefault(kind, []).append((start, end))
    made = []
    for line in tail.splitlines():
        number, *said = line.split()
        fields = dict(part.partition("=")[::2] for part in said)
        marks = held.get(number, {})
        if marks.get(""):
            made.append(_statement(text, digest, marks, {name: fields.get(name, "") for name in _FIELDS}))
    return made


def _statement(text: str, digest: str, marks: dict[str, list[tuple[int, int]]], fields: dict[str, str]) -> Record:
    parts = sorted(marks[""])
    start, end = parts[0][0], parts[-1][1]
    speaker = marks.get("@", [(None, None)])[0]
    return {
        "kind": "statement",
        "document": digest,
        "start": start,
        "end": end,
        "text": text[start:end],
        "parts": [list(part) for part in parts],
        "speaker_start": speaker[0],
        "speaker_end": speaker[1],
        "speech_act": fields["act"],
        "form": fields["form"],
        "party": fields["party"],
        "topic": fields["topic"],
        "hedged": fields["hedged"] == "yes",
        "via": fields["via"].split(";") if fields["via"] else [],
    }


def _named(text: str, digest: str, spans: Iterable[tuple[str, str, int, int]]) -> list[Record]:
    return [
        {
            "kind": {"P": "place", "T": "time"}[name],
            "document": digest,
            "start": start,
            "end": end,
            "text": text[start:end],
        }
        for _, name, start, end in spans
        if name in ("P", "T")
    ]
