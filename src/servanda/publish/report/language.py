"""The language of a report: sentences by gettext catalogues, days and numbers by CLDR, the direction of writing."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.messages import mofile, pofile
from babel.numbers import format_decimal

from servanda.publish.report.document import Run, Text

LOCALES = Path(__file__).parent / "locale"
SOURCE = "en"
# English is written as on the pages: day before month.
_REGION = {"en": "en_GB"}
_HOLE = re.compile(r"\{(\w+)\}")

Hole = Text | Run | str


class NoLanguage(ValueError):
    """There is no catalogue of that language; the message names those that there are."""


def available(folder: Path = LOCALES) -> tuple[str, ...]:
    """The languages that reports can be written in."""
    return (SOURCE, *sorted(path.stem for path in folder.glob("*.po")))


@dataclass(frozen=True)
class Language:
    """One language; ``catalogue`` translates our own words, whose source is English."""

    tag: str
    locale: Locale
    catalogue: gettext.NullTranslations

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.locale.character_order == "right-to-left" else "ltr"

    def words(self, message: str) -> str:
        """Our own words in this language; an empty text stays empty."""
        return self.catalogue.gettext(message) if message else ""

    def say(self, message: str, /, **holes: Hole) -> Text:
        """A sentence of ours with its holes filled."""
        return tuple(filled(self.words(message), holes))

    def count(self, one: str, many: str, number: int, /, **holes: Hole) -> Text:
        """A sentence whose form follows a number, as the plural rule of the language has it."""
        return tuple(filled(self.catalogue.ngettext(one, many, number), holes))

    def number(self, value: int) -> str:
        """A whole number as this language writes it."""
        return str(format_decimal(value, locale=self.locale))

    def day(self, value: date) -> str:
        """A day with its month in words."""
        return str(format_date(value, "d MMMM y", locale=self.locale)).replace(" ", "\u00a0")

    def days(self, first: date, last: date) -> str:
        """One day, or the first and the last."""
        return self.day(first) if first == last else f"{self.day(first)} – {self.day(last)}"

    def clock(self, value: datetime | time) -> str:
        """Hours and minutes."""
        return str(format_time(value, "HH:mm", locale=self.locale))


def filled(message: str, holes: Mapping[str, Hole]) -> Iterator[Run]:
    """The runs of a message; what stands in a hole keeps its kind.  Raises ``KeyError`` for a hole with nothing."""
    place = 0
    for found in _HOLE.finditer(message):
        if found.start() > place:
            yield Run("words", message[place:found.start()])
        hole = holes[found[1]]
        yield from hole if isinstance(hole, tuple) else [hole if isinstance(hole, Run) else Run("words", hole)]
        place = found.end()
    if place < len(message):
        yield Run("words", message[place:])


def language(tag: str, folder: Path = LOCALES) -> Language:
    """The language of that tag.  Raises `NoLanguage`."""
    if tag not in available(folder):
        raise NoLanguage(f"no report can be written in `{tag}`; there are {', '.join(available(folder))}")
    try:
        locale = Locale.parse(_REGION.get(tag, tag))
    except (UnknownLocaleError, ValueError) as error:
        raise NoLanguage(f"`{tag}` is no language that CLDR knows") from error
    return Language(tag, locale, gettext.NullTranslations() if tag == SOURCE else catalogue(folder / f"{tag}.po"))


def catalogue(path: Path) -> gettext.GNUTranslations:
    """A catalogue out of its text file, compiled in memory."""
    with path.open("rb") as source:
        read = pofile.read_po(source, locale=path.stem)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
