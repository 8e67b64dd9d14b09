"""Small safe pieces of pages: names, addresses, invisible characters made visible."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from servanda.guard.text import href

# Joiners and marks that Arabic, Hebrew and Indic text needs stay as they are.
_KEPT = frozenset("\t\n\r\u200c\u200d\u200e\u200f\u061c\u00ad")


def seen(text: str) -> str:
    """Text with invisible and direction-changing characters shown as ``‹U+202E›``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if char in _KEPT or category not in ("Cf", "Cc", "Cs"):
        return char
    if category == "Cf" and unicodedata.bidirectional(char) == "AN":
        return char  # Arabic number signs are visible
    return f"‹U+{ord(char):04X}›"


def host(address: str) -> str:
    """The host of an address, without `www.`"""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")


def name(text: object) -> Markup:
    """A name, kept apart from the direction of the text around it."""
    return Markup("<bdi>{}</bdi>").format(seen(str(text)))


def link(address: str | None, label: str = "") -> Markup:
    """A link to an outside page, or the label alone where the address is none."""
    target = href(address or "")
    words = seen(label or (host(target) if target else (address or "")))
    if not target:
        return Markup("<bdi>{}</bdi>").format(words)
    return Markup('<a href="{}" rel="noopener noreferrer external"><bdi>{}</bdi></a>').format(target, words)


def anchor(page: str, id_: str) -> str:
    """``page#id`` with the id percent-encoded."""
    return f"{page}#{quote(id_, safe='')}"


def finish(value: object) -> object:
    """What every expression of a template passes through: None is nothing, text shows what hides in it."""
    if value is None:
        return ""
    if isinstance(value, Markup):
        return value
    return seen(value) if isinstance(value, str) else value


__all__ = ["anchor", "finish", "host", "href", "link", "name", "seen"]
