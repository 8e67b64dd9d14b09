"""What the first lines of a plain text say of it: title, byline, day of publication."""

from __future__ import annotations

import re
from dataclasses import replace

from servanda.extract.times import intervals
from servanda.model.documents import Document

_HEAD = 1_500
_BYLINE = re.compile(r"^[ \t]*By[ \t]+(?P<who>[^\n]{2,120})", re.MULTILINE)
_PLACE_AND_DAY = re.compile(
    r"\s+(?:in|from)\s+[A-Z][^,\n]{2,40}.*$|\s+(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December|\d).*$"
)
_TITLE = re.compile(r"[^\n]{4,200}")
_LABELLED = re.compile(
    r"^(?P<key>Title|Published|Date|Source|Outlet|Language|URL):[ \t]*(?P<value>[^\n]{1,200})$",
    re.MULTILINE | re.IGNORECASE,
)


def described(document: Document) -> Document:
    """The document with what its own head says, where its publisher's markup says nothing."""
    head = document.text[:_HEAD]
    labels = {match["key"].lower(): match["value"].strip() for match in _LABELLED.finditer(head)}
    title = labels.get("title") or _first_line(head)
    byline = _BYLINE.search(head)
    stated = labels.get("published") or labels.get("date") or ""
    return replace(
        document,
        title=document.title or title,
        byline=document.byline or (_PLACE_AND_DAY.sub("", byline["who"]).strip() if byline else ""),
        outlet=document.outlet or labels.get("source") or labels.get("outlet") or "",
        published=document.published or _day(stated) or _day(_dateline(head)),
        language=document.language or labels.get("language", ""),
        url=document.url or labels.get("url", ""),
    )


def _first_line(head: str) -> str:
    first = _TITLE.search(head)
    line = first[0].strip() if first else ""
    return line if line and line[-1] not in '.”"' else ""


def _dateline(head: str) -> str:
    """The lines before the first paragraph of the text that are short enough to be a head."""
    return "\n".join(line for line in head.splitlines()[:8] if len(line) < 120)


def _day(words: str) -> str:
    """The first day with its year that is written out."""
    for one in intervals(words, 0, len(words), None):
        if one.first and one.first == one.last:
            return one.first
    return ""
