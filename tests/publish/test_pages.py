"""Pages: complete, deterministic, neutral, and closed to whatever a text field may hold."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import golden
import pytest

from servanda.model.tables import ELEMENT_NAMES, TABLES
from servanda.publish import marks, shards, site, words
from servanda.publish.pages import PAGES
from tests.publish import invented

PAYLOADS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><svg onload=x>",
    "<!-- ", "]]>", "{{ 7*7 }}{% raw %}", "</textarea><form action=//x>", "javascript:alert(1)", "data:text/html,<b>",
    "=HYPERLINK(\"http://x\")", "&lt;b&gt;&amp;", "<a href=javascript:alert(1)>x</a>", "\u202egnp.exe", "\u2028x\u2029",
    "</script><script src=//x>", "<style>*{display:none}</style>", "<base href=//x>", "<meta http-equiv=refresh>",
    "שלום <b>", "مرحبا", "\x00\x07", "a\r\nb", "`${x}`",
)
# Columns whose values are codes of ours, never text of others.
CODED = {"event", "state", "strength", "words", "origin", "stand", "why", "between", "held", "channel", "denies",
         "voice", "from_stand", "to_stand", "polarity", "qualifier", "how_ended", "outcome", "possible", *ELEMENT_NAMES,
         "reasons", "must_hold", "would_exclude", "excluded_by", "stance", "kind", "standard", "rule", "unit",
         "severity", "period", "origin_parties", "period_from", "period_to"}
KEPT = {"zone", "clock_zones", "role", "prints_times_in", "kind", "form"}


class Reader(HTMLParser):
    """Counts elements, gathers attribute names, addresses and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.comments = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.add((tag, name))
            if name in ("href", "src", "action"):
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments += 1


class Ours(HTMLParser):
    """The text of a page without quotations and without what a row reports that somebody said."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self._within = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._within and (tag == "q" or (dict(attrs).get("class") or "") == "reported"):
            self._within = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        self.text += "" if self._within else data


def said_by_us(path: Path) -> set[str]:
    """The words of a page that are neither quoted nor reported."""
    text = re.sub("“[^”]*”", "", Ours(path.read_text(encoding="utf-8")).text)
    return set(re.findall(r"\w+", text.lower()))


def pages(folder: Path) -> dict[str, Reader]:
    return {name: Reader((folder / "site" / name).read_text(encoding="utf-8")) for name in PAGES}


def poisoned(value: Any, payload: str, name: str = "") -> Any:
    """The value with the payload behind every text in it, the same text always the same way."""
    if isinstance(value, str):
        return value + payload if value and name not in KEPT else value
    if isinstance(value, tuple):
        return tuple(poisoned(item, payload, name) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{f.name: poisoned(getattr(value, f.name), payload, f.name)
                                             for f in dataclasses.fields(value)})
    return value


def poison_row(table: str, row: dict[str, Any], payload: str) -> dict[str, Any]:
    columns = {column.name: column.type for column in TABLES[table].columns}
    changed = {}
    for name, value in row.items():
        if columns[name] in ("text", "date") and name not in CODED and isinstance(value, str):
            changed[name] = payload if name == "url" else value + payload
        elif columns[name] == "list" and name not in CODED and isinstance(value, str):
            changed[name] = ";".join(part + payload.replace(";", ",") for part in value.split(";"))
        else:
            changed[name] = value
    return changed


@pytest.fixture
def poison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """The invented build with a payload behind every text field of every row and of the case."""
    payload = request.param
    put = invented.put
    monkeypatch.setattr(invented, "put", lambda db, table, rows: put(
        db, table, [poison_row(table, row, payload) for row in rows]))
    site.write(invented.database(), poisoned(invented.case(), payload), tmp_path, invented.AS_OF + payload)
    return tmp_path


@pytest.mark.parametrize("poison", PAYLOADS, indirect=True, ids=range(len(PAYLOADS)))
def test_no_text_becomes_markup_or_script(built: Path, poison: Path) -> None:
    only_data(poison)
    clean = pages(built)
    tags = {tag for reader in clean.values() for tag in reader.tags}
    attributes = {pair for reader in clean.values() for pair in reader.attributes}
    for name, reader in pages(poison).items():
        assert set(reader.tags) <= tags, name
        assert reader.attributes <= attributes, name
        assert reader.comments == 0, name
        for tag in ("script", "link", "meta", "form", "title", "svg", "select"):
            assert reader.tags[tag] <= clean[name].tags[tag], (name, tag)
        for address in reader.addresses:
            assert re.match(r"(https?://|[a-z]+\.html|#|\.\./exports/|static/|data/|data:,$)", address), address


def only_data(folder: Path) -> None:
    """Every shard is one call with one JSON value, and nothing in it can end a script."""
    for path in sorted((folder / "site" / "data").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        found = re.fullmatch(r'servanda\.take\("([a-z0-9-]+)",(.*)\);\n', text, re.DOTALL)
        assert found and found[1] == path.stem
        assert not {"<", ">", "\u2028", "\u2029"} & set(text)
        json.loads(found[2])


@pytest.mark.parametrize("poison", ["<script>alert(1)</script>", "مرحبا", "שלום"], indirect=True)
def test_text_is_shown_as_it_is(poison: Path, request: pytest.FixtureRequest) -> None:
    payload = request.node.callspec.params["poison"]
    assert f"The army announced a stop.{payload}" in pages(poison)["statements.html"].text


@pytest.mark.parametrize("poison", ["\u202egnp.exe"], indirect=True)
def test_what_hides_is_shown(poison: Path) -> None:
    for path in (poison / "site").rglob("*.html"):
        assert "\u202e" not in path.read_text(encoding="utf-8")
    assert "‹U+202E›gnp.exe" in pages(poison)["statements.html"].text


def test_every_page_carries_what_every_page_must(built: Path) -> None:
    for name, reader in pages(built).items():
        raw = (built / "site" / name).read_text(encoding="utf-8")
        assert "Internal." in reader.text and "as of 2\u00a0Apr\u00a02030" in reader.text, name
        assert words.SENTENCE in reader.text, name
        assert raw.count("Content-Security-Policy") == 1 and "unsafe" not in raw, name
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|<style", raw), name
        for label in (page.label for page in PAGES.values() if page.label):
            assert label in reader.text, (name, label)


def test_no_page_says_that_anybody_violated_anything(built: Path) -> None:
    for name, reader in pages(built).items():
        rest = re.sub(r"potential violations?", "", reader.text, flags=re.IGNORECASE)
        assert "violat" not in rest.lower(), name


@pytest.mark.parametrize("word", ["violated", "lied", "broke"])
def test_words_that_judge_stand_only_in_what_others_said(built: Path, word: str) -> None:
    for name in PAGES:
        assert word not in said_by_us(built / "site" / name), name
    assert word not in (built / "site" / "data" / "words.js").read_text(encoding="utf-8")
    for script in sorted((built / "site" / "static").glob("*.js")):
        assert not re.search(rf"\b{word}\b", script.read_text(encoding="utf-8")), script.name


def test_what_others_said_is_told_apart(tmp_path: Path) -> None:
    """The check of words can fail, and does not take a quotation for our own word."""
    page = tmp_path / "page.html"
    page.write_text('<p>They broke it.</p><p><q>they lied</q> “they violated it”</p><p class="reported">He lied.</p>')
    assert said_by_us(page) & {"violated", "lied", "broke"} == {"broke"}


def test_figures_are_intervals_with_the_unknown_of_text_beside_them(built: Path) -> None:
    raw = (built / "site" / "verdicts.html").read_text(encoding="utf-8")
    text = pages(built)["verdicts.html"].text
    assert len(re.findall(r"open on the text", text)) == raw.count('class="num"') > 50
    assert all("–" in found for found in re.findall(r'class="num"[^>]*>([^<]*)<', raw))


def test_an_address_that_is_no_address_is_no_link(built: Path) -> None:
    assert "javascript:" not in (built / "site" / "data" / "incidents-000.js").read_text(encoding="utf-8")
    assert str(marks.link("javascript:alert(1)", "x")) == "<bdi>x</bdi>"


def test_cites_open_the_statement_or_the_page(built: Path) -> None:
    terms = pages(built)["terms.html"]
    assert "statements.html#S1" in terms.addresses and "https://south.example/list" in terms.addresses
    assert 'id="S1"' in (built / "site" / "statements.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["tallies.html", "accusers.html", "call.html", "stand.html", "changes.html",
                                  "contradictions.html", "acceptance.html", "commitments.html", "precedents.html",
                                  "change.html", "figures.html"])
def test_golden_page(built: Path, name: str) -> None:
    golden.check(f"publish/{name}", (built / "site" / name).read_text(encoding="utf-8"))


def test_incidents_on_which_origins_diverge_are_listed(built: Path) -> None:
    told = (built / "site" / "divergence.html").read_text(encoding="utf-8").partition('id="origins"')[2]
    assert "fatalities 1.00" in told and "0.25" in told and "incident.html#E-1" in told
    assert "E-3" not in told.partition("</table>")[0]


def test_same_rows_same_bytes(built: Path, tmp_path: Path) -> None:
    site.write(invented.database(), invented.case(), tmp_path, invented.AS_OF)
    first = {p.relative_to(built).as_posix(): p.read_bytes() for p in (built / "site").rglob("*") if p.is_file()}
    second = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in (tmp_path / "site").rglob("*") if p.is_file()}
    assert first == second


def test_an_empty_build_has_every_page(tmp_path: Path) -> None:
    from servanda.engine.database import Database

    site.write(Database(), invented.case(), tmp_path, "")
    assert {path.name for path in (tmp_path / "site").glob("*.html")} == set(PAGES)


def test_shards_hold_each_incident_once() -> None:
    """FNV-1a as its authors define it, a byte at a time, beside the columns that shards are filled by."""
    def bucket(key: str) -> int:
        value = 0x811C9DC5
        for byte in key.encode("utf-8", "replace"):
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
        return value % 25

    items = [*(f"E-{number}" for number in range(990)), "", "é", "дім", "\ud800", "a", "E-a very long one", *"xyz", "E"]
    assert shards.shard_count(len(items)) == 25 and shards.buckets([], 25) == []
    assert shards.buckets(items, 25) == [bucket(key) for key in items]
    assert max(Counter(shards.buckets(items, 25)).values()) < 3 * shards.SHARD_SIZE
