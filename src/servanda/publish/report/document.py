"""The report as one document of sections, sentences and tables, from which HTML, PDF and DOCX are all made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

# What a piece of text is: our own words; a figure of the ledger; a day or an hour; a name, an id or a value of the
# case; words of others.  Our own words hold no digit, so every number printed is one of the other kinds.
KINDS = ("words", "number", "date", "name", "id", "value", "quote")


@dataclass(frozen=True)
class Run:
    """A piece of text of one kind; ``figures`` are the ids of its rows in the ledger, where it is a number."""

    kind: str
    text: str
    figures: tuple[str, ...] = ()


Text = tuple[Run, ...]


@dataclass(frozen=True)
class Cite:
    """What a sentence rests on: the id of a row, who published it, and its address ('' = none stated)."""

    id: str
    source: str = ""
    url: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence or entry with what it rests on and how that is known."""

    text: Text
    cites: tuple[Cite, ...] = ()
    known: Text = ()


@dataclass(frozen=True)
class Paragraph:
    """Sentences in a row, or as a list of entries."""

    sentences: tuple[Sentence, ...]
    listed: bool = False


@dataclass(frozen=True)
class Row:
    """Cells of a table; ``late`` rows are not fully told yet and are shown in grey.

    A ``group`` has one cell, which heads the rows below it.
    """

    cells: tuple[Text, ...]
    late: bool = False
    group: bool = False


@dataclass(frozen=True)
class Table:
    """A table with what it shows; ``numbers`` are the places of columns set as numbers, ``widths`` how wide each is."""

    caption: Text
    head: tuple[Text, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    numbers: tuple[int, ...] = ()
    known: Text = ()


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG text that we made, what it shows, and what stands in its place where it cannot be shown."""

    svg: str
    words: Text
    instead: Text


Block = Paragraph | Table | Picture


@dataclass(frozen=True)
class Section:
    """One heading with its blocks."""

    key: str
    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report; ``facts`` are the lines of its heading, as pairs of label and text."""

    language: str
    direction: str
    title: Text
    facts: tuple[tuple[Text, Text], ...]
    sections: tuple[Section, ...]
    standing: Text
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()

    def texts(self) -> Iterator[Text]:
        """Every text of the document, in the order in which it is printed."""
        yield self.title
        for label, text in self.facts:
            yield from (label, text)
        for section in self.sections:
            yield section.title
            for block in section.blocks:
                yield from _texts(block)
        yield self.standing

    def runs(self) -> Iterator[Run]:
        """Every run of every text."""
        for text in self.texts():
            yield from text


def _texts(block: Block) -> Iterator[Text]:
    if isinstance(block, Paragraph):
        for sentence in block.sentences:
            yield sentence.text
            yield sentence.known
            for cite in sentence.cites:
                yield (Run("id", cite.id), Run("name", cite.source))
    elif isinstance(block, Table):
        yield block.caption
        yield from block.head
        for row in block.rows:
            yield from row.cells
        yield block.known
    else:
        yield block.words


def paragraph(sentences: Iterable[Sentence], *, listed: bool = False) -> Paragraph:
    """Sentences in a row; what stands alike behind several in succession is said once, behind the last."""
    given = tuple(sentences)
    told = [replace(one, known=()) if not (listed or one.cites or other.cites) and one.known == other.known else one
            for one, other in zip(given, given[1:], strict=False)]
    return Paragraph((*told, *given[-1:]), listed)


def plain(text: Text) -> str:
    """A text as one string."""
    return "".join(run.text for run in text)


def apart(document: Document) -> Document:
    """The document with every name and quotation that is written the other way kept apart from its surroundings."""
    return _apart(document, document.direction == "rtl")  # type: ignore[no-any-return]


def _apart(value: Any, rtl: bool) -> Any:
    if isinstance(value, Run):
        alien = value.kind != "words" and any(_strong(char) == (not rtl) for char in value.text)
        return replace(value, text=f"\u2068{value.text}\u2069") if alien else value
    if isinstance(value, tuple):
        return tuple(_apart(item, rtl) for item in value)
    if isinstance(value, Document | Section | Sentence | Row | Paragraph | Table):
        return replace(value, **{name: _apart(getattr(value, name), rtl) for name in value.__dataclass_fields__})
    return value


def _strong(char: str) -> bool | None:
    """Whether a character is written from right to left; None for one that takes the direction around it."""
    kind = unicodedata.bidirectional(char)
    return True if kind in ("R", "AL") else False if kind == "L" else None


def mapping(value: Any) -> Any:
    """The document as plain mappings and lists; each block says its kind."""
    if isinstance(value, Document | Section | Sentence | Cite | Row | Run):
        return {name: mapping(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Paragraph | Table | Picture):
        return {"kind": type(value).__name__.casefold(),
                **{name: mapping(getattr(value, name)) for name in value.__dataclass_fields__}}
    return [mapping(item) for item in value] if isinstance(value, tuple) else value


__all__ = ["Block", "Cite", "Document", "KINDS", "Paragraph", "Picture", "Row", "Run", "Section", "Sentence", "Table",
           "Text", "apart", "mapping", "paragraph", "plain"]
