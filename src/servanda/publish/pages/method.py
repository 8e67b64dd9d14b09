"""Method: what the words mean, the standards, how counting is done, how the two unknowns are kept apart."""

from __future__ import annotations

from typing import Any

from servanda.publish import words
from servanda.publish.book import Book


def view(book: Book) -> dict[str, Any]:
    """The vocabulary of the pages, from the same registry that renders them."""
    return {"asks": words.ASKS, "outcomes": words.OUTCOMES_MEAN, "standards": words.STANDARDS_MEAN,
            "rules": [dict(rule) for rule in book.case.counting], "reasons": words.REASONS}
