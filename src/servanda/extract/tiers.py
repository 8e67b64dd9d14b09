"""The ways of reading a text, behind one interface: a text and its paragraphs to attributions."""

from __future__ import annotations

from collections.abc import Callable

from servanda.extract.shapes import Attribution, Quote, Span
from servanda.extract.statements import by_rules

Tier = Callable[[str, dict[Span, list[Quote]]], list[Attribution]]


class TierMissing(Exception):
    """The package that a tier needs is not installed; the message says which."""


def by_parser(text: str, laid_out: dict[Span, list[Quote]]) -> list[Attribution]:
    """Dependency rules over a small parser; needs the extra `spacy`."""
    from servanda.extract import dependency

    return dependency.attributions(text, laid_out)


TIERS: dict[str, Tier] = {"rules": by_rules, "spacy": by_parser}
