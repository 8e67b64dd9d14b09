"""RSS and Atom files as many documents, one an item; markup inside an item is taken off."""

from __future__ import annotations

import hashlib
import re
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING

from servanda.guard.files import BOM, Raw, text_problem
from servanda.guard.xml import read_xml
from servanda.model.documents import Document
from servanda.model.problems import Problem, problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Read = tuple[tuple[Document, ...], tuple[Problem, ...]]
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|blockquote)\b[^<>]{0,1000}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_BLANKS = re.compile(r"[ \t\u00a0]*\n\s*")


def read(raw: Raw) -> Read:
    """Each item of a feed; an item without words is a problem of its own."""
    wrong = text_problem(raw.file, raw.content)
    if wrong:
        return (), (wrong,)
    root, problems = read_xml(raw.file, raw.content.decode("utf-8").removeprefix(BOM))
    if root is None:
        return (), tuple(problems)
    items = [one for one in root.iter() if _name(one) in ("item", "entry")]
    if not items:
        return (), (problem("document_empty", raw.file, 0, "The file is XML, but no feed with items."),)
    outlet = next((_text(one) for one in root.iter() if _name(one) == "title"), "")
    language = next((_text(one) for one in root.iter() if _name(one) == "language"), "")
    made: list[Document] = []
    for number, item in enumerate(items, 1):
        one = _item(raw.file, number, item, outlet, language)
        if one.text.strip():
            made.append(one)
        else:
            problems.append(problem("document_empty", raw.file, 0, f"Item {number} of the feed holds no words."))
    return tuple(made), tuple(problems)


def _item(file: str, number: int, item: Element, outlet: str, language: str) -> Document:
    held = {name: value for one in item for name, value in [(_name(one), _text(one))] if value}
    link = next((one.get("href") or _text(one) for one in item if _name(one) == "link"), "")
    title = _plain(held.get("title", ""))
    body = _plain(held.get("encoded") or held.get("content") or held.get("description") or held.get("summary") or "")
    text = f"{title}\n\n{body}".strip()
    return Document(
        f"{file}#{number}",
        hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        text,
        title=title,
        byline=_plain(held.get("creator") or held.get("author") or ""),
        outlet=_plain(outlet),
        published=_day(held.get("pubDate") or held.get("published") or held.get("updated") or held.get("date") or ""),
        language=language,
        url=link,
        same=False,
    )


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _plain(markup: str) -> str:
    """Words without tags; blocks become paragraphs."""
    return _BLANKS.sub("\n\n", unescape(_TAG.sub("", _BLOCK.sub("\n", markup)))).strip()


def _day(stated: str) -> str:
    """ISO 8601 as stated, or the day of an RFC 822 date; '' where it is neither."""
    if re.match(r"\d{4}-\d\d-\d\d", stated):
        return stated[:10]
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
