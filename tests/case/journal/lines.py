"""What the tests of the journal share: fields of a note, a line by hand, a journal as read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from servanda.case import journal
from servanda.case.fields import Findings
from servanda.model.case import Decision

AT = "2030-06-05T10:00:00Z"


def note(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"at": AT, "by": "ana", "kind": "note", "reason": f"number {number} — «é»", **more}


def line(seq: int, prev: str, **fields: Any) -> str:
    """A line by hand, right in its hash whatever it says."""
    value: dict[str, Any] = {"table": "", "ids": [], "seen_hash": "", "value": None, "cites": [], "undoes": None,
                             **fields, "seq": seq, "prev": prev}
    value["hash"] = journal.digest(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def hash_of(text: str) -> str:
    return str(json.loads(text)["hash"])


def chain(count: int, start: int = 1, prev: str = journal.START, **fields: Any) -> list[str]:
    """So many lines, one after the other."""
    made: list[str] = []
    for number in range(start, start + count):
        made.append(line(number, prev, **note(number, **fields)))
        prev = hash_of(made[-1])
    return made


def reading(raw: bytes) -> tuple[tuple[Decision, ...], Findings]:
    """Decisions and problems of bytes, read as a case reads them."""
    found = Findings()
    return journal.decisions(raw.decode("utf-8", "surrogateescape"), journal.NAME, found), found


def read(path: Path) -> tuple[tuple[Decision, ...], Findings]:
    return reading(path.read_bytes())
