"""Reports of two cases, each assessed once, and the text of every form of them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from servanda import app
from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.publish import redact
from servanda.publish.book import Book
from servanda.publish.report import Desk, docx, html, make, pdf
from servanda.publish.report.document import Document
from servanda.publish.report.language import LOCALES, language
from servanda.publish.report.period import Period
from servanda.publish.report.template import Template

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "energy-truce-2025"
RIVER = ROOT / "tests" / "cases" / "good" / "river-truce"
# Weeks of the two cases: the second of the example is the one after its first.
WEEKS = {"river": (RIVER, "2031-05-06", "2031-05-12"), "energy": (EXAMPLE, "2025-03-24", "2025-03-30"),
         "energy, a week later": (EXAMPLE, "2025-03-31", "2025-04-06")}


@cache
def assessed(folder: Path) -> tuple[Database, Case, str]:
    """A case carried through every stage, behind the gate for its owner; (tables, case, as of)."""
    case, problems = app.readable(folder)
    db, _ = app.assess(case, problems)
    redact.apply(db, case)
    return db, case, app.as_of(case, db)


def desk(folder: Path, first: str, last: str, *, tag: str = "en", attribution: str = "claims",
         locales: Path = LOCALES, cut_off: str = "") -> Desk:
    """A desk for a report of these days."""
    db, case, now = assessed(folder)
    days = Period(date.fromisoformat(first), date.fromisoformat(last), case.info.zone, cut_off)
    return Desk(Book(db, case, now), language(tag, locales), days, attribution, "red")


@cache
def week(name: str, tag: str = "en", attribution: str = "claims") -> tuple[Desk, Document]:
    """The report of one of the weeks, and the desk that it was made at."""
    at = desk(*WEEKS[name], tag=tag, attribution=attribution)
    return at, make.document(at, Template())


@cache
def forms(name: str) -> dict[str, str]:
    """The text of every form of the report of one of the weeks."""
    _, document = week(name)
    return {"html": Page(html.render(document, Template())).text, "docx": word_text(docx.render(document, Template())),
            "pdf": pdf_text(pdf.render(document, Template()))}


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "body":
            self.pieces.clear()  # what stands in the head is no text of the page
        if tag in ("td", "th", "p", "li"):
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def word_text(content: bytes) -> str:
    """The text of a Word file, a line for each paragraph."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join("".join(part.text or "" for part in paragraph.iter(f"{w}t")) for paragraph in root.iter(f"{w}p"))


def pdf_text(content: bytes) -> str:
    """The text of a PDF, page numbers left out, words that were broken at a line's end made whole."""
    from pypdf import PdfReader

    pages = []
    for page in PdfReader(io.BytesIO(content)).pages:
        text = page.extract_text().rstrip()
        pages.append(re.sub(r"\n?\d+ ?/ ?\d+$", "", text))
    return "\n".join(pages).replace("\u200b", "")
