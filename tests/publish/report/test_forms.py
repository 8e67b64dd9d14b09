"""HTML, PDF and DOCX: one text, closed to whatever a name may hold, the same bytes, right to left where it must be."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import unicodedata
import zipfile
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from servanda.publish.marks import seen
from servanda.publish.report import docx as word
from servanda.publish.report import html, make, pdf
from servanda.publish.report.document import Cite, Document, Paragraph, Row, Run, Section, Sentence, Table, plain
from servanda.publish.report.template import Template
from tests.attacks.test_outputs import PAYLOADS
from tests.publish.report import making

HERE = Path(__file__).parent
# What typst would take for markup, in its code and in its text, and what changes the direction of text.
MARKUP = ("#panic()", "#import \"x\"", "\\", "\\u{41}", "@label", "$x^2$", "*bold*", "_it_", "`raw`", "[x]", "]", "[",
          "{x}", "<label>", "= Heading", "- item", "+ item", "/ term: x", "//x", "/* x */", "~", "---", "...", "\"q\"",
          "'q'", "http://x.example/#a", "%{x}", "\u200f\u061c", "שלום [*]", "مرحبا #x", "a\u00adb", "\u202egnp.exe",
          "\x00\x07", "\ufffe")
pytestmark = pytest.mark.report


def of(texts: list[str]) -> Document:
    """A document with a text as a name in each place where one may stand."""
    def named(text: str) -> tuple[Run, ...]:
        return (Run("name", seen(text)),)

    sentences = tuple(Sentence(named(text), (Cite(seen(text), seen(text)),), named(text)) for text in texts)
    table = Table(named(texts[0]), (named(texts[0]), named(texts[-1])),
                  tuple(Row((named(text), (Run("quote", seen(text)),))) for text in texts), (1, 1))
    return Document("en", "ltr", named(texts[0]), ((named(texts[0]), named(texts[-1])),),
                    (Section("x", named(texts[0]), (Paragraph(sentences, True), Paragraph(sentences), table)),),
                    named(texts[-1]), tuple(map(seen, texts)), tuple(map(seen, texts)))


def squeezed(text: str) -> str:
    """Text without blanks and marks that show nothing, by which a layout may part it."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace()
                   and unicodedata.category(char) != "Cf")


def test_no_text_becomes_markup_in_html() -> None:
    plain_page = making.Page(html.render(of([f"plain {n}" for n in range(len(PAYLOADS))]), Template()))
    page = making.Page(html.render(of(list(PAYLOADS)), Template()))
    assert len(PAYLOADS) >= 300
    assert Counter(tag for tag, _ in page.tags) == Counter(tag for tag, _ in plain_page.tags)
    assert {(tag, name) for tag, given in page.tags for name in given} == {
        (tag, name) for tag, given in plain_page.tags for name in given}
    shown = squeezed(page.text)
    assert [text for text in PAYLOADS if squeezed(seen(text)) not in shown] == []


@pytest.mark.fonts
@pytest.mark.documents
def test_no_text_becomes_markup_in_pdf() -> None:
    texts = [*MARKUP, *PAYLOADS]
    shown = squeezed(making.pdf_text(pdf.render(of(texts), Template())))
    lost = [text for text in texts if text.isascii() and text.isprintable() and squeezed(text) not in shown]
    assert lost == []


def test_no_text_is_interpreted_in_docx() -> None:
    texts = [*MARKUP, *PAYLOADS]
    content = word.render(of(texts), Template())
    shown = making.word_text(content)
    assert [text for text in texts if seen(text).replace("\ufffe", "\ufffd") not in shown.replace("\u2068", "")
            .replace("\u2069", "")] == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        body = archive.read("word/document.xml").decode()
    assert not [name for name in names if "vba" in name.casefold() or "external" in name.casefold()]
    assert "w:instrText" not in body and "w:fldSimple" not in body and "w:hyperlink" not in body


def test_the_page_loads_and_runs_nothing() -> None:
    _, document = making.week("energy")
    content = html.render(document, Template()).decode()
    page = making.Page(content.encode())
    policy = next(given["content"] or "" for tag, given in page.tags
                  if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy")
    style = re.findall(r"<style>(.*?)</style>", content, re.DOTALL)[0]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and digest in policy
    assert {tag for tag, _ in page.tags} & {"script", "iframe", "object", "img", "form", "base"} == set()
    assert not [given for tag, given in page.tags for name in given if name.startswith("on") or name == "style"]
    assert {given["href"] for tag, given in page.tags if tag == "link"} == {"data:,"}
    assert all((given["href"] or "").startswith(("https://", "http://")) for tag, given in page.tags if tag == "a")


@pytest.mark.browser
def test_the_style_of_the_page_holds_in_a_browser(browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The policy lets the page's own style through, nothing is asked of any network, nothing runs over the edge."""
    _, document = making.week("energy")
    (tmp_path / "report.html").write_bytes(html.render(document, Template()))
    page = browser.new_page(viewport={"width": 390, "height": 800})
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto((tmp_path / "report.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('h2')).borderTopWidth") == "2px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == [] and errors == []
    page.close()


@pytest.mark.fonts
@pytest.mark.documents
@pytest.mark.parametrize("name", ["river", "energy"])
def test_the_three_forms_never_disagree(name: str) -> None:
    """Every text of the document is found in every form."""
    _, document = making.week(name)
    wanted = {squeezed(plain(text)) for text in document.texts()}
    for form, text in making.forms(name).items():
        shown = squeezed(text)
        if form == "pdf":  # a page may end inside a text
            wanted = {text for text in wanted if len(text) < 60}
        assert sorted(text for text in wanted if text not in shown) == [], form


@pytest.mark.fonts
def test_the_same_days_give_the_same_bytes() -> None:
    first, second = (make.document(making.desk(*making.WEEKS["river"]), Template()) for _ in range(2))
    assert first == second
    for render in (html.render, pdf.render, word.render):
        assert render(first, Template()) == render(second, Template())
    with zipfile.ZipFile(io.BytesIO(word.render(first, Template()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"1980-01-01"} and "python" not in core
    content = pdf.render(first, Template())
    assert set(re.findall(rb"D:(\d{8})", content)) <= {b"19800101"}


@pytest.mark.fonts
@pytest.mark.documents
def test_only_our_fonts_are_in_the_pdf() -> None:
    from pypdf import PdfReader

    _, document = making.week("energy", "uk")
    reader = PdfReader(io.BytesIO(pdf.render(document, Template())))
    fonts = {str(font.get_object()["/BaseFont"]) for page in reader.pages
             for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert fonts and all("NotoSans" in name for name in fonts)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert str(reader.trailer["/Root"]["/Lang"]) == "uk"  # type: ignore[index]


@pytest.mark.fonts
@pytest.mark.documents
def test_arabic_is_written_from_right_to_left() -> None:
    desk = making.desk(*making.WEEKS["river"], tag="ar", locales=HERE / "locale")
    document = make.document(desk, Template())
    assert document.direction == "rtl"
    page = making.Page(html.render(document, Template()))
    assert dict(page.tags)["html"] == {"lang": "ar", "dir": "rtl"}
    from pypdf import PdfReader

    content = pdf.render(document, Template())
    reader = PdfReader(io.BytesIO(content))
    fonts = {str(font.get_object()["/BaseFont"]) for one in reader.pages
             for font in one["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert any("NotoSansArabic" in name for name in fonts)
    boxes: list[tuple[float, str]] = []
    reader.pages[0].extract_text(visitor_text=lambda text, cm, tm, *_: boxes.append(
        (cm[4] + cm[0] * tm[4], text)))
    first = next(x for x, text in boxes if re.search("[\u0600-\u06ff]", text))
    assert first > float(reader.pages[0].mediabox.width) / 4  # the title begins on the right
    with zipfile.ZipFile(io.BytesIO(word.render(document, Template()))) as archive:
        body = archive.read("word/document.xml").decode()
    assert "<w:bidi/>" in body and "<w:bidiVisual/>" in body and "<w:rtl/>" in body


def test_a_name_of_the_other_direction_is_kept_apart() -> None:
    title = (Run("words", "تقرير "), Run("name", "North"), Run("name", "شمال"))
    document = replace(of(["x"]), direction="rtl", title=title)
    text = making.word_text(word.render(document, Template()))
    assert "\u2068North\u2069" in text and "\u2068شمال" not in text


def test_what_is_lacking_is_told_and_the_rest_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from servanda.publish.report import write

    monkeypatch.setattr(pdf, "FONTS", tmp_path / "none")
    files, lacking = write(making.desk(*making.WEEKS["river"]), Template(), tmp_path / "out")
    assert files == ["report.html", "report.docx", "report_figures.csv"]
    assert lacking and ("make fonts" in lacking[0] or "servanda[report]" in lacking[0])
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*files, ".servanda"}


DRAWN = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" role="img"><title>Map</title>'
         '<circle cx="20" cy="10" r="8" fill="#0a7"/></svg>')


@pytest.mark.fonts
def test_a_map_stands_in_its_place_under_every_compared_reading() -> None:
    asked: list[tuple[int, str]] = []

    def draw(ids: Sequence[str], reading: str) -> str:
        asked.append((len(ids), reading))
        return DRAWN

    desk = replace(making.desk(*making.WEEKS["river"]), draw=draw)
    document = make.document(desk, Template())
    assert asked == [(len(desk.inside), reading) for reading in desk.book.compare]
    page = making.Page(html.render(document, Template()))
    assert [tag for tag, _ in page.tags].count("circle") == len(desk.book.compare)
    assert "symbols by the outcome under “Note of the North, 1 May”" in page.text
    assert "The map is in the HTML and in the PDF." in making.word_text(word.render(document, Template()))
    assert len(pdf.render(document, Template())) > 20_000


@pytest.mark.office
def test_an_office_program_opens_the_word_file(tmp_path: Path) -> None:
    desk, document = making.week("energy")
    (tmp_path / "report.docx").write_bytes(word.render(document, Template()))
    soffice = shutil.which("soffice")
    assert soffice
    subprocess.run([soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--convert-to",
                    "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(tmp_path / "report.docx")],
                   check=True, capture_output=True, timeout=180)
    shown = squeezed((tmp_path / "report.txt").read_text(encoding="utf-8-sig"))
    assert [plain(section.title) for section in document.sections if squeezed(plain(section.title)) not in shown] == []
    for run in document.runs():
        assert run.kind != "number" or squeezed(run.text) in shown
    assert desk.ledger.figures
