"""The text of a PDF, page after page, within limits; nothing in it is run or followed."""

from __future__ import annotations

import io
import logging

from servanda.guard.files import Raw
from servanda.guard.limits import LIMITS
from servanda.model.documents import Document
from servanda.model.problems import Problem, problem

Read = tuple[tuple[Document, ...], tuple[Problem, ...]]


def read(raw: Raw) -> Read:
    """The text of a PDF.  Needs the extra `documents`; without it a problem says so."""
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        return (), (
            problem(
                "extra_missing",
                raw.file,
                0,
                "PDF needs the extra `documents`.",
                mend="Install it with `pip install 'servanda[documents]'`, or save the text as .txt.",
            ),
        )
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw.content))
        if reader.is_encrypted:
            return (), (problem("file_unreadable", raw.file, 0, "The PDF is locked with a password."),)
        if len(reader.pages) > LIMITS.pdf_pages:
            return (), (problem("file_too_large", raw.file, 0, f"The PDF has more than {LIMITS.pdf_pages} pages."),)
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        OverflowError,
        NotImplementedError,
        AssertionError,
        OSError,
    ):
        return (), (problem("file_unreadable", raw.file, 0, "The PDF cannot be read.", mend="Save its text as .txt."),)
    text = text.replace("\0", " ")
    if not text.strip():
        return (), (
            problem(
                "document_empty",
                raw.file,
                0,
                "The PDF holds pictures and no text.",
                mend="Have its text recognised, and save it as .txt.",
            ),
        )
    return (Document(raw.file, raw.sha256, text, title=title, same=False),), ()
