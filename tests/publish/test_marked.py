"""The page of a text with its spans: true to the text, safe, and readable at both widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from servanda.extract.records import records
from servanda.publish.records import FORMATS
from tests.extract.reading import document

TEXT = """Truce <b>holds</b>

“Nobody has fired,” Norwegian Foreign Minister Ada Berg said on Monday. Sweden denied that it had agreed to anything.

=1+1 said the Norwegian army’s spokesman, who promised to return 12 prisoners by 30 May.
"""


def made(form: str, text: str = TEXT) -> str:
    one = document(text)
    return FORMATS[form]([(one, records(one)[0])])


def test_markup_of_the_text_is_words() -> None:
    page = made("html")
    assert "<b>holds</b>" not in page and "&lt;b&gt;holds&lt;/b&gt;" in page
    assert "<script" not in page


def test_the_page_says_that_nobody_has_looked() -> None:
    assert "Machine-read, unreviewed." in made("html")


def test_hidden_characters_are_shown() -> None:
    assert "&lt;U+202E&gt;" in made("html", "The army said \u202eit left.")


def test_cells_that_a_spreadsheet_would_run_are_guarded() -> None:
    one = document("x")
    row: dict[str, Any] = {"kind": "statement", "start": 0, "end": 1, "text": "=1+1", "document": one.sha256}
    assert "'=1+1" in FORMATS["csv"]([(one, [row])])


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_words_stand_as_in_the_text(browser: Any, tmp_path: Path, width: int) -> None:
    (tmp_path / "a.html").write_text(made("html"), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "a.html").as_uri())
    lines = [line for line in TEXT.splitlines() if line.strip()]
    assert page.locator(".words").all_text_contents() == lines
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith("file:")] == []
    assert page.locator(".statement.direct").first.text_content() == "“Nobody has fired,”"
    page.close()
