"""Text on its way out: cells, addresses, marks for what is hidden."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.guard.text import bare, canonical_json, cell, href, plain, quoted


@given(st.text())
@settings(max_examples=2000, deadline=None)
def test_cells_are_never_live_and_come_back(text: str) -> None:
    assert cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r") or not cell(text)
    assert bare(cell(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", '=HYPERLINK("x")', "-2+3+cmd|' /C calc'!A0"])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "it's", "'quoted'", "1-2", " =x", "a=b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize("url", ["http://a.example", "https://a.example/b?c=d#e", "https://a.example:8443/x",
                                 "https://пример.example/ю", "HTTPS://A.EXAMPLE/", "http://[::1]/"])
def test_plain_addresses_pass(url: str) -> None:
    assert href(url) == url


@pytest.mark.parametrize("url", [
    "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)",
    "data:text/html,x", "vbscript:x", "file:///x", "//a.example", "/x", "x", "mailto:a@b", "https:", "https://", "http:///x",
    "https://a.example\\@b.example", "https://user:word@a.example/", "https://a.example/\u202ex",
    "https://a.example/ x", "\x00https://a.example", "https://[x", "https://a.example/\n", "ftp://a.example/", "blob:https://a.example"])
def test_other_addresses_do_not(url: str) -> None:
    assert href(url) == ""


@given(st.text())
@settings(max_examples=500, deadline=None)
def test_plain_text_has_nothing_hidden(text: str) -> None:
    assert not [c for c in plain(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    plain(text).encode()


def test_quoted_is_short_and_on_one_line() -> None:
    assert quoted("a\nb") == "`a<U+000A>b`"
    assert len(quoted("x" * 1000)) == 62


def test_canonical_json_has_one_form() -> None:
    assert canonical_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'
    with pytest.raises(ValueError):
        canonical_json(float("nan"))
