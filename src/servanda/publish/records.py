"""Records of a text as lines of JSON, as one table, and as a page with its spans coloured and labelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servanda.guard.text import canonical_json, cell, plain
from servanda.model.documents import Document
from servanda.publish import cells
from servanda.publish.marked import page

Record = Mapping[str, Any]
Read = tuple[Document, Sequence[Record]]
COLUMNS = (
    "document",
    "kind",
    "start",
    "end",
    "text",
    "tier",
    "confidence",
    "speaker",
    "party",
    "speech_act",
    "topic",
    "form",
    "hedged",
    "hedge_cue",
    "via",
    "addressee",
    "date",
    "cue",
    "claimed_by",
    "author_claimed",
    "act",
    "means",
    "affected",
    "place",
    "lat",
    "lon",
    "precision",
    "time_from",
    "time_to",
    "count_low",
    "count_high",
    "fatalities",
    "injured",
    "by",
    "to",
    "quantity",
    "unit",
    "due_date",
    "condition",
    "value",
    "qualifier",
    "measure",
    "period_from",
    "period_to",
    "absent_from",
    "how",
    "other_start",
    "other_end",
    "other_text",
)


def as_jsonl(read: Iterable[Read]) -> str:
    """A record a line."""
    return "".join(f"{canonical_json(dict(one))}\n" for _, records in read for one in records)


def as_csv(read: Iterable[Read]) -> str:
    """One table of the fields of all kinds; cells that a spreadsheet would run are guarded."""
    rows = ([cell(_text(one.get(name))) for name in COLUMNS] for _, records in read for one in records)
    return cells.document(COLUMNS, rows).decode()


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ";".join(_text(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else plain(str(value))


def as_html(read: Iterable[Read]) -> str:
    """The texts with their spans, one page."""
    return page(list(read))


FORMATS = {"jsonl": as_jsonl, "csv": as_csv, "html": as_html}
