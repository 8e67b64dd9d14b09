"""One line of the journal: its fields, its hash, and what may be wrong with it as written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from servanda.guard.markup import read_json
from servanda.guard.text import canonical_json, quoted
from servanda.model.case import Decision

NAME = "decisions.jsonl"
START = "0" * 64
TEXTS = ("at", "by", "kind", "table", "seen_hash", "reason")
KEYS = {"seq", "prev", "hash", "ids", "value", "cites", "undoes", *TEXTS}
MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")  # of version control


def digest(fields: Mapping[str, Any]) -> str:
    """The hash of a line: sha256 of the canonical JSON of all its fields but `hash`."""
    return hashlib.sha256(canonical_json({k: v for k, v in fields.items() if k != "hash"}).encode()).hexdigest()


def read_line(line: str) -> Decision | str:
    """The decision that a line holds, or what is wrong with it."""
    if line.startswith(MARKS):
        return "The line is a conflict mark of version control."
    if any("\ud800" <= char <= "\udfff" for char in line):
        return "The line is not UTF-8 text."
    value, problems = read_json(NAME, line)
    if problems or not isinstance(value, dict):
        return "The line is not one decision in JSON."
    try:
        return line_problem(value) or decision(value)
    except ValueError:  # a number without end, which no canonical JSON holds
        return "The line is not one decision in JSON."


def line_problem(value: Mapping[str, Any]) -> str:
    """What is wrong with the fields of a line, '' if nothing is."""
    missing = sorted(KEYS - set(value))
    unknown = sorted(set(value) - KEYS)
    if missing or unknown:
        return f"The line lacks `{missing[0]}`." if missing else f"The line has the unknown field {quoted(unknown[0])}."
    if not all(isinstance(value[key], str) for key in (*TEXTS, "prev", "hash")):
        return "A field of the line that should be text is not."
    if not all(isinstance(value[key], list) and all(isinstance(one, str) for one in value[key])
               for key in ("ids", "cites")):
        return "`ids` and `cites` of the line must be lists of texts."
    for key in ("seq", "undoes"):
        if isinstance(value[key], bool) or not isinstance(value[key], int) and (key == "seq" or value[key] is not None):
            return f"`{key}` of the line is not a whole number."
    if digest(value) != value["hash"]:
        return "The line does not match its hash: it was changed after it was written."
    return ""


def decision(value: Mapping[str, Any]) -> Decision:
    """The decision of a line that is in order."""
    return Decision(**{**value, "ids": tuple(value["ids"]), "cites": tuple(value["cites"])})
