"""The document as a Word file: text goes in as text, dates are fixed, the same bytes each time."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from servanda.guard.packing import steady
from servanda.publish.report.document import (
    Document,
    Paragraph,
    Picture,
    Run,
    Sentence,
    Table,
    Text,
    apart,
    plain,
)
from servanda.publish.report.template import Template

NAME = "report.docx"
_DATED = datetime(1980, 1, 1)
# What XML cannot hold; everything else that is hidden was made visible before.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GREY, _DARK = "767676", "1A1A1A"
_FACE = "Arial"


def lacking() -> str:
    """What is missing to make a Word file, in words; '' if nothing is."""
    try:
        import docx  # noqa: F401
    except ImportError:
        return "it needs `python-docx`: install servanda with its extra, `servanda[report]`"
    return ""


def render(document: Document, template: Template) -> bytes:
    """The report as DOCX."""
    import docx

    writer = _Writer(docx.Document(), apart(document))
    writer.write()
    made = io.BytesIO()
    writer.file.save(made)
    return steady(made.getvalue())


class _Writer:
    """Puts a document into a Word file, piece by piece."""

    def __init__(self, file: Any, document: Document) -> None:
        self.file, self.document = file, document
        self.rtl = document.direction == "rtl"

    def write(self) -> None:
        self._properties()
        self._page()
        document = self.document
        for line in document.head:
            self._paragraph((Run("words", line),))
        self._heading(document.title, 0)
        facts = self.file.add_table(rows=0, cols=2)
        for label, text in document.facts:
            cells = facts.add_row().cells
            self._cell(cells[0], label, bold=True)
            self._cell(cells[1], text)
        self._widths(facts, (1, 3))
        self._mirrored(facts)
        for section in document.sections:
            self._heading(section.title, 1)
            for block in section.blocks:
                self._block(block)
        self._paragraph(document.standing, italic=True)
        for line in document.foot:
            self._paragraph((Run("words", line),))

    def _properties(self) -> None:
        core = self.file.core_properties
        core.title, core.language = plain(self.document.title), self.document.language
        core.author = core.comments = core.last_modified_by = ""
        core.created = core.modified = core.last_printed = _DATED
        core.revision = 1

    def _page(self) -> None:
        """A4, and one plain face throughout."""
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        page = self.file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
        for name, size in (("Normal", 10), ("Title", 18), ("Heading 1", 13), ("List Bullet", 10)):
            style = self.file.styles[name]
            style.font.size = Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts.attrib):
                del fonts.attrib[key]
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), _FACE)
            style.paragraph_format.space_after = Pt(4)

    def _block(self, block: Paragraph | Table | Picture) -> None:
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Picture):
            self._paragraph((*block.words, Run("words", " "), *block.instead), italic=True)
        elif block.listed:
            for sentence in block.sentences:
                self._sentences((sentence,), "List Bullet")
        else:
            self._sentences(block.sentences, "Normal")

    def _sentences(self, sentences: tuple[Sentence, ...], style: str) -> None:
        paragraph = self.file.add_paragraph(style=style)
        for number, sentence in enumerate(sentences):
            self._runs(paragraph, (*((Run("words", " "),) if number else ()), *sentence.text))
            self._behind(paragraph, sentence)
        self._turned(paragraph)

    def _behind(self, paragraph: Any, sentence: Sentence) -> None:
        """What the sentence rests on and how it is known, small and grey behind it."""
        cited = "; ".join(f"{cite.id} {cite.source}".strip() for cite in sentence.cites)
        text = ". ".join(filter(None, (cited, plain(sentence.known))))
        if text:
            self._runs(paragraph, (Run("words", f" [{text}]"),), small=True)

    def _table(self, table: Table) -> None:
        self._paragraph(table.caption, bold=True)
        made = self.file.add_table(rows=1, cols=len(table.head), style="Table Grid")
        for cell, text in zip(made.rows[0].cells, table.head, strict=True):
            self._cell(cell, text, bold=True)
        for row in table.rows:
            cells = made.add_row().cells
            if row.group:
                self._cell(cells[0].merge(cells[-1]), row.cells[0], bold=True)
                continue
            for place, text in enumerate(row.cells):
                self._cell(cells[place], text, grey=row.late, number=place in table.numbers)
        self._widths(made, table.widths)
        self._mirrored(made)
        self._paragraph(table.known, small=True)

    def _widths(self, made: Any, widths: tuple[int, ...]) -> None:
        """Columns of these widths, relative to one another, over the width of the page."""
        from docx.shared import Emu

        section = self.file.sections[0]
        whole = section.page_width - section.left_margin - section.right_margin
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Emu(whole * width // sum(widths))
        for row in made.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                if cell._tc.grid_span == 1:
                    cell.width = Emu(whole * width // sum(widths))

    # --- pieces ------------------------------------------------------------------------------------------

    def _heading(self, text: Text, level: int) -> None:
        from docx.shared import RGBColor

        paragraph = self.file.add_heading("", level)
        self._runs(paragraph, text)
        for run in paragraph.runs:
            run.font.color.rgb = RGBColor.from_string(_DARK)
        self._turned(paragraph)

    def _paragraph(self, text: Text, **style: bool) -> None:
        if text:
            paragraph = self.file.add_paragraph()
            self._runs(paragraph, text, **style)
            self._turned(paragraph)

    def _cell(self, cell: Any, text: Text, *, grey: bool = False, bold: bool = False, number: bool = False) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = cell.paragraphs[0]
        self._runs(paragraph, text, grey=grey, bold=bold, table=True)
        paragraph.paragraph_format.space_after = 0
        if number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._turned(paragraph)

    def _runs(self, paragraph: Any, text: Text, *, small: bool = False, grey: bool = False, bold: bool = False,
              italic: bool = False, table: bool = False) -> None:
        from docx.shared import Pt, RGBColor

        for run in text:
            made = paragraph.add_run(_NO_XML.sub("\ufffd", run.text))
            made.bold, made.italic = bold or None, italic or None
            if small or table:
                made.font.size = Pt(8 if small else 9)
            if small or grey:
                made.font.color.rgb = RGBColor.from_string(_GREY)
            made.font.rtl = True if self.rtl and run.kind == "words" else None

    def _turned(self, paragraph: Any) -> None:
        """A paragraph written from right to left, where the language is."""
        if self.rtl:
            paragraph._p.get_or_add_pPr().append(self._mark("w:bidi"))

    def _mirrored(self, table: Any) -> None:
        """A table whose first column is the right one, where the language is written so."""
        if self.rtl:
            table._tbl.tblPr.append(self._mark("w:bidiVisual"))

    def _mark(self, name: str) -> Any:
        from docx.oxml import OxmlElement

        return OxmlElement(name)
