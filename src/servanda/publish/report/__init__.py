"""The situation report: one document of some days, written as HTML, PDF and DOCX with the ledger of its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from servanda.publish import swap
from servanda.publish.report import docx, html, ledger, make, pdf
from servanda.publish.report.desk import ATTRIBUTIONS, Desk
from servanda.publish.report.document import Document
from servanda.publish.report.template import Template


def _nothing() -> str:
    return ""


@dataclass(frozen=True)
class Format:
    """A form of the report: its file, what makes it, and what is lacking to make it ('' = nothing)."""

    file: str
    render: Callable[[Document, Template], bytes]
    lacking: Callable[[], str] = _nothing


FORMATS: dict[str, Format] = {
    "html": Format(html.NAME, html.render), "pdf": Format(pdf.NAME, pdf.render, pdf.lacking),
    "docx": Format(docx.NAME, docx.render, docx.lacking),
}


def write(desk: Desk, template: Template, folder: Path) -> tuple[list[str], list[str]]:
    """Write every form that can be made, and the ledger, into ``folder``; (files, what was not made and why).

    Raises `swap.NotOurs`.
    """
    document = make.document(desk, template)
    files, lacking = [], []
    with swap.folder(folder) as aside:
        for form in FORMATS.values():
            if why := form.lacking():
                lacking.append(f"{form.file} was not made: {why}")
                continue
            (aside / form.file).write_bytes(form.render(document, template))
            files.append(form.file)
        (aside / ledger.NAME).write_bytes(desk.ledger.csv())
    return [*files, ledger.NAME], lacking


__all__ = ["ATTRIBUTIONS", "FORMATS", "Desk", "write"]
