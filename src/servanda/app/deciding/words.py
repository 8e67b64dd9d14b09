"""A decision and the queue in words, for a terminal or a pipe."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from servanda.app.deciding.decide import Decided
from servanda.guard.text import plain
from servanda.publish.redact import hidden

MOST = 12  # outcomes listed


def decided(done: Decided) -> Iterator[str]:
    """What was saved, and what moved."""
    one = done.decision
    about = str(one.undoes) if one.undoes else plain(" ".join(one.ids))
    yield f"Saved as decision {one.seq} ({one.hash[:12]}): {one.kind} {about}".rstrip()
    if done.by_hand:
        yield (f"Coded by hand, and in use as before: {plain(', '.join(done.by_hand))}. To accept or reject is for "
               "machine-read rows; `set` changes what a row says, and an account is left out with "
               "`set ID --table accounts --field aside --value true`.")
    if one.kind == "redact":
        yield f"No page, table or explanation shows from now on: {', '.join(hidden(one))}. Every count stays."
    if done.set_aside:
        yield f"A torn line of {done.set_aside} bytes was moved to journal.torn first."
    if done.incidents[0] != done.incidents[1]:
        yield f"Incidents: {done.incidents[0]} -> {done.incidents[1]}"
    yield "Headline figures that move (potential violations, low–high, any claim):" if done.moved else (
        "No headline figure moves.")
    for row in done.moved:
        yield f"  {row['provision']} under {row['reading']}, {row['party']}: {_range(row['before'])} -> " \
              f"{_range(row['after'])}"
    if done.turned:
        yield "Outcomes that change under the compared readings:"
    for row in done.turned[:MOST]:
        yield f"  {row['incident_id']}, {row['provision']} under {row['reading']}, {row['author']}: " \
              f"{row['before'] or 'no row'} -> {row['after'] or 'no row'}"
    if len(done.turned) > MOST:
        yield f"  and {len(done.turned) - MOST} more"


def _range(figure: tuple[int, int]) -> str:
    return str(figure[0]) if figure[0] == figure[1] else f"{figure[0]}–{figure[1]}"


def command(item: Mapping[str, Any], folder: str) -> str:
    """The command that answers an item, for this folder."""
    return str(item["command"]).replace(" CASE ", f" {shlex.quote(folder)} ", 1)


def item(number: int, row: Mapping[str, Any], folder: str) -> Iterator[str]:
    """One item of the queue: question, effect, and the commands that answer it."""
    yield f"{number}. {plain(row['question'])}"
    yield f"   Effect: {plain(row['effect_on_headline'])}"
    line = plain(command(row, folder))
    yield f"   {line}"
    if row["kind"] == "link":
        yield f"   or: {line.replace(' merge ', ' split ', 1)}"


def queue(items: Sequence[Mapping[str, Any]], folder: str, limit: int = 0) -> Iterator[str]:
    """The queue, or its first items."""
    shown = items[:limit] if limit else items
    for number, row in enumerate(shown, 1):
        yield from item(number, row, folder)
    if not items:
        yield "Nothing waits for a decision."
    elif len(shown) < len(items):
        yield f"{len(items) - len(shown)} more; see them with a greater --limit."
