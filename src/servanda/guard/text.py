"""Text on its way out: safe cells, safe addresses, visible marks for hidden characters, one form of JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from servanda.model.names import BLANK

_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
# What a spreadsheet would run, or hide, at the start of a cell.
_FORMULA = re.compile(r"'*[=+\-@\t\r\0]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\0]")


def cell(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would take it for a formula.

    `bare` undoes it, also for text that begins with apostrophes of its own.
    """
    return "'" + text if _FORMULA.match(text) else text


def bare(text: str) -> str:
    """The text without the apostrophe that `cell` put there."""
    return text[1:] if _GUARDED.match(text) else text


def href(url: str) -> str:
    """The address if it is plain http or https with a host, else ''."""
    if any(unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Cs") for char in url) or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else ""


def plain(text: str) -> str:
    """The text on one line, with hidden, control and unpaired characters as visible ``<U+202E>``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if c in BLANK or unicodedata.category(c) in _UNSEEN else c for c in text)


def quoted(value: str, most: int = 60) -> str:
    """A value for use in a message: in back quotes, one line, shortened."""
    shown = plain(value)
    return f"`{shown if len(shown) <= most else shown[:most - 1] + '…'}`"


def canonical_json(value: Any) -> str:
    """JSON in one form only: keys sorted, no blanks, characters as they are.  Raises ``ValueError`` on NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
