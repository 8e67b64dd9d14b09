"""The queue of what waits for a person, and a walk through it in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from servanda import app
from servanda.app.deciding import words
from servanda.app.deciding.decide import decide
from servanda.app.deciding.wish import NotDecided, Wish
from servanda.case.journal import JournalError
from servanda.model.tables import TABLES
from servanda.queries import queue as queries

Row = Mapping[str, Any]
COLUMNS = (*TABLES["review"].names, "low", "high")
_CHOICES = {
    "link": "[m]erge, [s]plit, [v]alue, [n]ext, [q]uit",
    "origin": "[v]alue, [n]ext, [q]uit",
    "extraction": "[a]ccept, [r]eject, [v]alue, [n]ext, [q]uit",
    "stale_decision": "[u]ndo it, [v]alue, [n]ext, [q]uit",
    "acceptance": "[a]ccept, [r]eject, [n]ext, [q]uit",
}
_KINDS = {"m": "merge", "s": "split", "a": "accept", "r": "reject"}


def queue(folder: Path) -> list[dict[str, Any]]:
    """Every item, the greatest effect first.  Raises `CaseNotReadable`."""
    case, problems = app.readable(folder)
    db, _ = app.assess(case, problems)
    try:
        return [{name: row[name] for name in COLUMNS} for row in queries.items(db, case)]
    finally:
        db.close()


@dataclass(frozen=True)
class Desk:
    """How to speak with the person: ask a question with a default answer, say a line, read the clock."""

    ask: Callable[[str, str], str]
    say: Callable[[str], None]
    now: Callable[[], str]


def walk(folder: Path, desk: Desk, by: str = "", limit: int = 0) -> int:
    """Go through the queue item by item; how many decisions were saved.  The queue is read anew after each."""
    passed: set[tuple[str, str]] = set()
    saved = 0
    items = queue(folder)
    while not limit or len(passed) < limit:
        left = [row for row in items if (row["kind"], row["ids"]) not in passed]
        if not left:
            desk.say("Nothing more waits for a decision.")
            break
        passed.add((left[0]["kind"], left[0]["ids"]))
        for line in words.item(len(passed), left[0], str(folder)):
            desk.say(line)
        wish = _answer(left[0], desk)
        if wish is None:
            break
        if wish.kind:
            by = by or desk.ask("Your name", "")
            if _save(folder, replace(wish, by=by, reason=desk.ask("Why", ""), at=desk.now()), desk):
                saved += 1
                items = queue(folder)
    return saved


def _answer(item: Row, desk: Desk) -> Wish | None:
    """What the person wants of an item: a decision, one of no kind to pass on, None to stop."""
    choices = _CHOICES[item["kind"]]
    while True:
        said = desk.ask(choices, "n").strip().lower()[:1]
        if said == "q":
            return None
        if said == "n":
            return Wish("")
        if f"[{said}]" in choices:
            return _wish(said, item, desk)
        desk.say(f"Answer with one letter: {choices}")


def _wish(said: str, item: Row, desk: Desk) -> Wish:
    ids = tuple(item["ids"].split(";"))
    if said == "u":
        return Wish("undo", undo=int(ids[0].removeprefix("decision:")))
    if said == "v":
        rows = [id_ for id_ in ids if not id_.startswith("decision:")]
        row = desk.ask("Of which row", rows[0])
        table = desk.ask("In which table", "reports")
        kind = "correct" if item["kind"] == "extraction" else "set"
        return Wish(kind, (row,), table, {"field": desk.ask("Field", ""), "value": desk.ask("Value", "")})
    return Wish(_KINDS[said], ids, seen=str(item["seen_hash"]))


def _save(folder: Path, wish: Wish, desk: Desk) -> bool:
    """Decide, and say what came of it."""
    try:
        _tell(words.decided(decide(folder, wish)), desk)
    except (NotDecided, JournalError) as stop:
        desk.say(not_saved(stop))
        return False
    return True


def not_saved(stop: Exception) -> str:
    """Why nothing was saved, as one sentence."""
    text = str(stop)
    if text.startswith("The decision was not saved"):
        return text
    return f"Not saved: {text}{'' if text.endswith(('?', '.')) else '.'}"


def _tell(lines: Iterable[str], desk: Desk) -> None:
    for line in lines:
        desk.say(line)
