"""A captured text with what its publisher says of it; offsets count code points of ``text``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """One text as read: ``sha256`` is that of the captured bytes (of one item, for a feed).

    ``published`` is a day or an instant as stated, '' = not stated; nothing is guessed from the clock.
    ``same`` says that ``text`` is the captured text itself and not one taken out of markup.
    """

    file: str
    sha256: str
    text: str
    title: str = ""
    byline: str = ""
    outlet: str = ""
    published: str = ""
    language: str = ""
    url: str = ""
    same: bool = True


@dataclass(frozen=True)
class SideCar:
    """What the side-car of a captured document says: address, time of capture, source, licence, who may see it when."""

    file: str
    url: str = ""
    source: str = ""
    title: str = ""
    byline: str = ""
    published: str = ""
    captured_at: str = ""
    language: str = ""
    licence: str = ""
    tlp: str = ""
    delay: int = 0  # hours
    sha256: str = ""
