"""Documents of others: text, pages, PDF and feeds to clean text with what they say of themselves."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest

from servanda.extract.heads import described
from servanda.guard import documents, pdf
from servanda.guard.documents import read_documents
from servanda.guard.limits import LIMITS

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Truce holds | Harbour
Post</title>
<meta property="og:title" content="Truce holds on the river"><meta property="og:site_name" content="Harbour
Post">
<meta name="author" content="Ada Berg"><meta property="article:published_time"
content="2031-05-19T08:00:00Z"></head>
<body><nav><a href="/">Home</a>
<a href="/sport">Sport</a>
<a href="/subscribe">Subscribe now</a></nav>
<article><h1>Truce holds
on the river</h1><p>The council said on Monday that the truce was holding along the whole river, two weeks
after the maps had
been exchanged by both banks.</p>
<p>“Nobody has fired since the maps were handed over,” Captain Olav Lien said. “We count every
night, and every night we count nothing.”</p>
<p>The northern staff declined to comment on the count, and asked for patience until
the inspectors have returned from the upper ford.</p></article>
<footer>All rights reserved. Cookies. Dismiss</footer></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title><language>en</language>
<item><title>Truce holds</title><link>https://post.example/1</link><pubDate>Mon, 19 May 2031 08:00:00 GMT</pubDate>
<description>&lt;p&gt;The council said the truce was holding.&lt;/p&gt;
&lt;p&gt;Nobody fired.&lt;/p&gt;</description></item>
<item><title></title><description></description></item>
<item><title>Bridge shut</title><description>The army shut the bridge.</description></item></channel></rss>"""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_text_keeps_its_newlines_and_loses_its_mark(tmp_path: Path) -> None:
    content = "\ufeffOne.\r\n\r\nTwo.\n"
    (one,), problems = read_documents(written(tmp_path, "a.txt", content))
    assert (one.text, problems) == ("One.\r\n\r\nTwo.\n", ())
    assert one.sha256 == hashlib.sha256(content.encode()).hexdigest()


def test_wide_text_is_read_by_its_mark(tmp_path: Path) -> None:
    (one,), _ = read_documents(written(tmp_path, "a.txt", "Суми".encode("utf-16")))
    assert one.text == "Суми"


@pytest.mark.documents
def test_a_saved_page_without_its_boilerplate(tmp_path: Path) -> None:
    (one,), problems = read_documents(written(tmp_path, "a.html", PAGE))
    assert problems == ()
    assert (one.title, one.byline, one.outlet) == ("Truce holds on the river", "Ada Berg", "Harbour Post")
    assert (one.published, one.language, one.same) == ("2031-05-19", "en-GB", False)
    assert "Captain Olav Lien said" in one.text
    assert "Subscribe" not in one.text and "Cookies" not in one.text


@pytest.mark.documents
def test_a_page_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1251"').replace("Olav Lien", "Олав Лієн")
    (one,), _ = read_documents(written(tmp_path, "a.html", page.replace("“", '"').replace("”", '"').encode("cp1251")))
    assert "Олав Лієн" in one.text


def test_a_feed_is_as_many_documents_as_it_has_items(tmp_path: Path) -> None:
    found, problems = read_documents(written(tmp_path, "a.rss", FEED))
    assert [(one.file, one.title, one.published, one.url) for one in found] == [
        ("a.rss#1", "Truce holds", "2031-05-19", "https://post.example/1"), ("a.rss#3", "Bridge shut", "", "")]
    assert found[0].text == "Truce holds\n\nThe council said the truce was holding.\n\nNobody fired."
    assert [one.code for one in problems] == ["document_empty"]


def printed(pages: int) -> bytes:
    """A PDF of so many pages, each with one sentence."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})
    for _ in range(pages):
        page = writer.add_blank_page(300, 200)
        stream = DecodedStreamObject()
        stream.set_data(b"BT /F1 12 Tf 20 100 Td (The army said it would leave.) Tj ET")
        page[NameObject("/Contents")] = writer._add_object(stream)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.documents
def test_a_pdf(tmp_path: Path) -> None:
    (one,), problems = read_documents(written(tmp_path, "a.pdf", printed(1)))
    assert (one.text.strip(), problems) == ("The army said it would leave.", ())


@pytest.mark.documents
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_pdf_pages_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int) -> None:
    monkeypatch.setattr(pdf, "LIMITS", replace(LIMITS, pdf_pages=3))
    found, problems = read_documents(written(tmp_path, "a.pdf", printed(3 + more)))
    assert ([one.code for one in problems], len(found)) == ((["file_too_large"], 0) if more > 0 else ([], 1))


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_article_bytes_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int) -> None:
    monkeypatch.setattr(documents, "LIMITS", replace(LIMITS, article_bytes=40))
    found, problems = read_documents(written(tmp_path, "a.txt", "x" * (40 + more)))
    assert ([one.code for one in problems], len(found)) == ((["file_too_large"], 0) if more > 0 else ([], 1))


def test_what_the_head_of_a_text_says_of_it(tmp_path: Path) -> None:
    text = "Truce holds on the river\n\nBy Ada Berg in Oslo May 19, 2031\n\nThe council met on Monday.\n"
    (one,), _ = read_documents(written(tmp_path, "a.txt", text))
    made = described(one)
    assert (made.title, made.byline, made.published) == ("Truce holds on the river", "Ada Berg", "2031-05-19")
    assert made.text == text


@pytest.mark.parametrize(("size", "read"), [(99, 1), (100, 1), (101, 0)])
def test_an_article_is_read_up_to_its_limit(
    size: int, read: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LIMITS", replace(LIMITS, article_bytes=100))
    (tmp_path / "a.txt").write_bytes(b"x" * size)
    found, problems = read_documents(tmp_path / "a.txt")
    assert (len(found), [one.code for one in problems]) == (read, [] if read else ["file_too_large"])


@pytest.mark.parametrize(("pages", "read"), [(2, True), (3, False)])
def test_a_pdf_is_read_up_to_its_limit_of_pages(
    pages: int, read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pypdf = pytest.importorskip("pypdf")
    monkeypatch.setattr(pdf, "LIMITS", replace(LIMITS, pdf_pages=2))
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(tmp_path / "a.pdf")
    _, problems = read_documents(tmp_path / "a.pdf")
    assert ("file_too_large" in [one.code for one in problems]) is not read
