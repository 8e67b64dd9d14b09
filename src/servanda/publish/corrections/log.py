"""The public log: what each release corrected, carried from release to release without what may be hidden later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from servanda.publish import swap
from servanda.publish.corrections.compare import Entry

FORMAT = "servanda corrections 1"
# Tables whose ids are names, which a later release may hide.
_NAMED = ("sources", "documents", "meetings", "readouts")


def public(entry: Entry) -> Entry:
    """An entry as it may be carried on: ids of rows, codes and numbers, never a place, a name or a text.

    Ids stay in every release, hidden rows included; names of sources, places and documents may not.
    """
    figures = [row for row in entry["figures"] if not row["subset"]]
    return {**entry, "figures": [{key: value for key, value in row.items() if key != "subset"} for row in figures],
            "figures_of_parts": len(entry["figures"]) - len(figures),
            "inputs": [row for row in entry["inputs"] if row["table"] not in _NAMED],
            "decisions": [{**row, "ids": [] if row["table"] in _NAMED else row["ids"]} for row in entry["decisions"]]}


def document(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """The bytes of a log."""
    text = json.dumps({"format": FORMAT, "entries": list(entries)}, sort_keys=True, indent=1, ensure_ascii=False)
    return (text + "\n").encode()


def write(entries: Iterable[Mapping[str, Any]], exports: Path) -> None:
    """Write ``corrections.json`` into the folder of exports."""
    swap.file(exports / "corrections.json", document(entries))
