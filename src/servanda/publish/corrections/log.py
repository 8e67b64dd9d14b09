"""The public log: what each release corrected, carried from release to release without what may be hidden later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from servanda.guard.markup import fits, read_json
from servanda.publish import swap

Entry = dict[str, Any]

FORMAT = "servanda corrections 1"
_SIDE = {"as_of": str, "level": str, "key": str, "manifest": str, "servanda": str, "code": str}
_CAUSED = {"causes": [str]}
# What pages and words draw on of an entry.
_ENTRY = {
    "before": _SIDE, "after": _SIDE, "inputs": [{"table": str, "id": str, "change": str, "columns": [str]}],
    "decisions": [{"seq": int, "kind": str, "table": str, "ids": [str], "change": str}],
    "terms": [{"reading": str, "provision": str, "element": str, "change": str}],
    "incidents": [{"id": str, "change": str, "columns": [str], "near": [str], **_CAUSED}],
    "links": [{"report": str, "before": str, "after": str}],
    "verdicts": [{"incident": str, "provision": str, "author": str, "readings": [str], "outcome_before": str,
                  "possible_before": str, "outcome_after": str, "possible_after": str, **_CAUSED}],
    "figures": [{"id": str, "rule": str, "measure": str, "provision": str, "reading": str, "party": str,
                 "standard": str, "before": {}, "after": {}, **_CAUSED}], "figures_of_parts": int,
    "tallies": [{"tally_id": str, "check": str, "reading": str, "change": str, "columns": [str],
                 "our_low_before": (str, type(None)), "our_high_before": (str, type(None)),
                 "our_low_after": (str, type(None)), "our_high_after": (str, type(None)), **_CAUSED}],
    "rows_that_show_less": int, "rows_that_show_more": int, "verdicts_changed": int, "verdicts_of": int,
    "incidents_with_changed_verdicts": int, "verdicts_with_other_reasons_only": int,
}


def public(entry: Entry) -> Entry:
    """An entry as it may be carried on: ids of rows, codes and numbers, never a place, a name or a text.

    Ids stay in every release, hidden rows included; names of sources, places and documents may not.
    """
    figures = [row for row in entry["figures"] if not row["subset"]]
    return {**entry, "figures": [{key: value for key, value in row.items() if key != "subset"} for row in figures],
            "figures_of_parts": len(entry["figures"]) - len(figures)}


def read(content: bytes) -> list[dict[str, Any]]:
    """The entries of a log, the oldest first.  Raises ``ValueError`` for what is no log."""
    value, problems = read_json("corrections.json", content.decode("utf-8", "replace"))
    if problems or not fits(value, {"format": str, "entries": [_ENTRY]}) or value["format"] != FORMAT:
        raise ValueError("corrections.json is no log of corrections")
    return list(value["entries"])


def document(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """The bytes of a log."""
    text = json.dumps({"format": FORMAT, "entries": list(entries)}, sort_keys=True, indent=1, ensure_ascii=False)
    return (text + "\n").encode()


def write(entries: Iterable[Mapping[str, Any]], exports: Path) -> None:
    """Write ``corrections.json`` into the folder of exports."""
    swap.file(exports / "corrections.json", document(entries))
