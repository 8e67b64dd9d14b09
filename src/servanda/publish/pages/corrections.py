"""Corrections: what each release changed against the one before, and because of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servanda.publish.book import Book
from servanda.publish.corrections import words


def view(book: Book) -> dict[str, Any]:
    """The entries of the log, the newest first, each with its causes in words; none in the owner's own build."""
    entries = book.release.corrections if book.release else ()
    return {"entries": [_item(book, entry) for entry in reversed(entries)], "told": words, "most": words.MOST}


def _item(book: Book, entry: Mapping[str, Any]) -> dict[str, Any]:
    stayed, moved = words.split(entry)
    return {"entry": entry, "causes": words.Causes(entry, book.title), "verdicts": stayed, "with_incident": moved}
