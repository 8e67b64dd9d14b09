"""What tests of extraction share: a text to its records, and records in a form a person can compare."""

from __future__ import annotations

import hashlib
from typing import Any

from servanda.extract.records import records
from servanda.model.case import Case
from servanda.model.documents import Document

Record = dict[str, Any]


def document(text: str, published: str = "2031-05-20") -> Document:
    return Document("text.txt", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), text, published=published)


def read(text: str, tier: str = "rules", case: Case | None = None, published: str = "2031-05-20") -> list[Record]:
    found = records(document(text, published), tier, case)[0]
    for one in found:
        assert text[one["start"] : one["end"]] == one["text"]
    return found


def of(text: str, kind: str, **given: Any) -> list[Record]:
    return [one for one in read(text, **given) if one["kind"] == kind]


def said(text: str, **given: Any) -> list[tuple[str, str, str]]:
    """(speaker as written, act, content) of every statement."""
    return [(one["speaker_text"], one["speech_act"], one["text"]) for one in of(text, "statement", **given)]
