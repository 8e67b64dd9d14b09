"""A saved web page as clean text with its title, byline, outlet, day and language; boilerplate off."""

from __future__ import annotations

import codecs
import logging
import re
from typing import Any

from servanda.guard.files import BOM, Raw
from servanda.model.documents import Document
from servanda.model.problems import Problem, problem

Read = tuple[tuple[Document, ...], tuple[Problem, ...]]
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html[^>]{0,500}?\slang\s*=\s*["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)""", re.IGNORECASE)
# Where a page states the day itself; the parser's own guess would depend on the clock.
_STATED = re.compile(r"""(?:article:published_time|datePublished|"""
                     r"""date_published|pubdate|publish-date|parsely-pub-date|"""
                     r"""dc\.date(?:\.issued)?)["']?(?:\s{0,5}[:=]\s{0,5}|"""
                     r"""[^<>]{0,80}?content\s?=\s?)["'](\d{4}-\d\d-\d\d)""",
                     re.IGNORECASE)
_TIME = re.compile(r"""<time\b[^<>]{0,200}?datetime\s?=\s?["'](\d{4}-\d\d-\d\d)""", re.IGNORECASE)
_HEAD = 4_096


def read(raw: Raw) -> Read:
    """The article of a page.  Needs the extra `documents`; without it a problem says so."""
    text = decoded(raw.content)
    if text is None:
        return (), (problem("file_unreadable", raw.file, 0, "The page is not text in the encoding that it declares."),)
    made = article(raw.file, raw.sha256, text)
    return ((made,), ()) if isinstance(made, Document) else ((), (made,))


def decoded(content: bytes) -> str | None:
    """The characters of a page: by byte order mark, as UTF-8, else as it declares; None where that fails."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names = ["utf-16"]
    else:
        stated = _CHARSET.search(content[:_HEAD])
        names = ["utf-8", *([stated[1].decode("ascii")] if stated else [])]
    for name in names:
        try:
            return content.decode(name).removeprefix(BOM)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def article(file: str, sha256: str, page: str) -> Document | Problem:
    """The main text of HTML with what it says of itself, or the problem with it."""
    try:
        import trafilatura
    except ImportError:
        return problem(
            "extra_missing",
            file,
            0,
            "Saved pages need the extra `documents`.",
            mend="Install it with `pip install 'servanda[documents]'`, or save the page as text.",
        )
    if "\0" in page:
        return problem("file_unreadable", file, 0, "The page holds a null character, which no text has.")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found: Any = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)
    except (ValueError, RecursionError, AttributeError, TypeError, IndexError, KeyError, UnicodeError):
        found = None
    text = (found.text or "") if found else ""
    if found is None or not text.strip():
        return problem(
            "document_empty", file, 0, "No article was found on the page.", mend="Save its text as a .txt file."
        )
    language = _LANGUAGE.search(page[:_HEAD])
    return Document(
        file,
        sha256,
        text,
        title=found.title or "",
        byline=found.author or "",
        outlet=found.sitename or found.hostname or "",
        published=_published(page),
        language=language[1] if language else "",
        url=found.url or "",
        same=False,
    )


def _published(page: str) -> str:
    """The day that the page states as its own, '' where it states none."""
    found = _STATED.search(page) or _TIME.search(page)
    return found[1] if found else ""
