"""The word that somebody may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """`` (did you mean `x`?)`` where a known word is close, else ''."""
    options = sorted(known)
    folded = {option.casefold(): option for option in options}
    close = difflib.get_close_matches(word.casefold(), list(folded), 1, 0.6)
    return f" (did you mean `{folded[close[0]]}`?)" if close else ""
