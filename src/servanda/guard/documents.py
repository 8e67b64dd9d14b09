"""Read documents of others: plain text, Markdown, saved pages, PDF, feeds; what cannot be read is a problem."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from servanda.guard import feeds, html, pdf
from servanda.guard.files import BOM, Raw, read_bytes, text_problem
from servanda.guard.limits import LIMITS
from servanda.guard.text import quoted
from servanda.model.documents import Document
from servanda.model.problems import Problem, problem

Read = tuple[tuple[Document, ...], tuple[Problem, ...]]
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_documents(path: Path) -> Read:
    """The documents of one file: one, or one for each item of a feed; and what is wrong.  Never raises."""
    raw = read_bytes(path.parent, path.name, LIMITS.article_bytes)
    if not isinstance(raw, Raw):
        return (), (raw,)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        return (), (
            problem(
                "file_unreadable",
                raw.file,
                0,
                f"Documents ending in {quoted(path.suffix)} are not read.",
                mend=f"Save it as one of {', '.join(sorted(READERS))}.",
            ),
        )
    if not raw.content.strip():
        return (), (problem("document_empty", raw.file, 0, "The file is empty."),)
    return reader(raw)


def _plain(raw: Raw) -> Read:
    """Text as it stands: the byte order mark removed, newlines untouched."""
    for mark, name in _WIDE.items():
        if raw.content.startswith(mark):
            try:
                return _document(raw, raw.content.decode(name))
            except UnicodeDecodeError:
                break
    wrong = text_problem(raw.file, raw.content)
    return ((), (wrong,)) if wrong else _document(raw, raw.content.decode("utf-8").removeprefix(BOM))


def _document(raw: Raw, text: str) -> Read:
    if not text.strip():
        return (), (problem("document_empty", raw.file, 0, "The file holds no words."),)
    return (Document(raw.file, raw.sha256, text),), ()


READERS: dict[str, Callable[[Raw], Read]] = {
    ".txt": _plain,
    ".md": _plain,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".pdf": pdf.read,
    ".rss": feeds.read,
    ".atom": feeds.read,
    ".xml": feeds.read,
}
