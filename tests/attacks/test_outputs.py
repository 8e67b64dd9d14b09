"""Hostile text through the whole pipeline: no new element or attribute on any page, no live cell in any export."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda import app
from servanda.guard.text import bare, cell
from servanda.model.tables import TABLES

MARKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe srcdoc=x>",
    "<a href=javascript:alert(1)>x</a>", "<b onmouseover=alert(1)>x", "<style>*{color:red}</style>", "<base href=//x>",
    "<meta http-equiv=refresh content=0>", "<form action=//x><input name=y>", "<object data=x>", "<embed src=x>",
    "<math><mtext></mtext></math>", "<details open ontoggle=alert(1)>", "<!-- x", "<![CDATA[x]]>", "<?x y?>",
    "javascript:alert(1)", "data:text/html,<script>1</script>", "{{ 7*7 }}", "{% include 'x' %}", "${7*7}", "#{7*7}",
    "\\u003cscript>", "&lt;script&gt;", "&#60;script&#62;", "=HYPERLINK('http://x')", "@SUM(1)", "+1+1", "-2+3",
]
WRAPS: list[Callable[[str], str]] = [
    lambda m: m, lambda m: f"\">{m}", lambda m: f"'>{m}", lambda m: f"</title>{m}", lambda m: f"</script>{m}",
    lambda m: f"-->{m}", lambda m: f"]]>{m}", lambda m: f"` {m}", lambda m: f"\" autofocus onfocus=\"{m}",
    lambda m: f"' style='x' data-x='{m}",
]
PAYLOADS = [wrap(mark) for mark in MARKS for wrap in WRAPS]
PLAIN = [f"plain {number}" for number in range(len(PAYLOADS))]
LISTED = {"a", "article", "bdi", "code", "details", "div", "dl", "dt", "dd", "em", "h2", "h3", "li", "p", "section",
          "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul", "caption"}
CELLS_LIVE = ("=", "+", "-", "@", "\t", "\r", "\0")


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def table(head: str, rows: list[list[str]]) -> str:
    return head + "\n" + "".join(",".join(map(quoted, row)) + "\n" for row in rows)


def case(folder: Path, texts: list[str]) -> Path:
    """A case with one of the texts in every text field of every row, and of every entry of its files."""
    y = [json.dumps(text) for text in texts]
    few = range(0, len(texts), 25)  # provisions and readings cost a verdict for each incident
    files = {
        "case.yaml": "\n".join([
            "id: poison", f"title: {y[0]}", "zone: Etc/UTC", "as_of: 2031-01-01", f"licence: {y[1]}", f"note: {y[2]}",
            "parties:", f"  - {{id: NORTH, title: {y[3]}, aliases: [{y[4]}]}}", f"  - {{id: SOUTH, title: {y[5]}}}",
            "actors:", *(f"  - {{id: a{n}, title: {t}, party: NORTH, basis: {t}, role: {t}, "
                         f"aliases: [{json.dumps(f'alias {n} {texts[n]}')}]}}" for n, t in enumerate(y) if n > 5),
            "sources:", *(f"  - {{id: s{n}.example, title: {t}, owner: {t}, why: {t}, licence: {t}}}"
                          for n, t in enumerate(y)),
            "topics:", *(f"  - {{id: t{n}, title: {t}}}" for n, t in enumerate(y)),
            "links:", *(f"  - {{title: {t}, url: https://x.example/}}" for t in y[:5]), ""]),
        "terms.yaml": "\n".join([
            "instruments:", *(f"  - {{id: i{n}, form: exchange, date: 2030-06-01, title: {y[n]}, cites: [{y[n]}]}}"
                              for n in few),
            "provisions:", *(f"  - {{id: p{n}, kind: prohibition, instrument: i{n}, title: {y[n]}, cites: [{y[n]}], "
                             "act: {list: closed, includes: [shelling]}, whose: any}" for n in few),
            "readings:", *(f"  - {{id: r{n}, owner: NORTH, title: {y[n]}, stated: 2030-06-01, cites: [{y[n]}], "
                           f"provisions: {{p{n}: {{binds: [{{party: SOUTH, from: 2030-06-02, words: {y[n]}, "
                           f"authority: {y[n]}, note: {y[n]}}}], when: {{from: 2030-06-02, by: {y[n]}, note: {y[n]}}}, "
                           f"provided: [{{id: c{n}, title: {y[n]}, held_by: {y[n]}}}], "
                           f"unless: [{{id: e{n}, title: {y[n]}, invoked_by: {y[n]}, judged_by: {y[n]}}}], "
                           f"object: {{list: open, includes: [{{function: dam, words: {y[n]}, note: {y[n]}}}]}}}}}}}}"
                           for n in few), ""]),
        "meetings.yaml": "meetings:\n" + "".join(
            f"  - {{id: m{n}, title: {t}, from: 2030-06-01, participants: [{t}], cites: [{t}], "
            f"readouts: [{{id: o{n}, issuer: {t}}}]}}\n" for n, t in enumerate(y)),
        "counting.yaml": f"rules: [{{id: all, unit: incident, standard: all, title: {y[7]}}}]\n",
        "reports/x.csv": table(
            "report_id,source,origin,published,url,time_from,time_words,place,admin1,author_claimed,act,stage,raises,"
            "words,summary,licence,document_id,denied_by,denies", [
                [t, t, t, "2030-07-01", t, f"2030-{6 + n // 28 % 6:02}-{n % 28 + 1:02}T{n % 24:02}:10Z", t,
                 t, t, "SOUTH", "shelling", "damaged", t, t, t, t, t, "NORTH", "occurrence"]
                for n, t in enumerate(texts)]),
        "statements/x.csv": table(
            "statement_id,date,speaker,role,party,act,topic,addressee,quote,summary,source,url,licence,document_id",
            [[t, "2030-06-01", t, t, "NORTH", "agree", t, t, t, t, t, t, t, t] for t in texts]),
        "tallies.csv": table("tally_id,party,measure,qualifier,value,period_from,period_to,summary,source,url,licence",
                             [[t, "NORTH", t, "exact", "3", "2030-06-01", "2030-06-09", t, t, t, t] for t in texts]),
        "commitments.csv": table("commitment_id,by,to,what,quantity,unit,condition,status,summary,cites",
                                 [[t, t, t, t, "1", t, t, "full", t, t] for t in texts]),
        "places.csv": table("place,lat,lon,radius_km,admin1", [
            [t, str(-60 + n % 100), str(-150 + n % 290), "1", t] for n, t in enumerate(texts)]),
        "zones/x.geojson": json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"id": f"z{n}", "title": t, "cites": [t]}, "geometry": {
                "type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}} for n, t in enumerate(texts)]}),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


class Page(HTMLParser):
    """Elements, the attributes that they carry, addresses and comments of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.odd = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_comment(self, data: str) -> None:
        self.odd += 1

    def handle_pi(self, data: str) -> None:
        self.odd += 1

    def unknown_decl(self, data: str) -> None:
        self.odd += 1


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same case built with harmless and with hostile texts."""
    folder = tmp_path_factory.mktemp("outputs")
    for name, texts in (("plain", PLAIN), ("hostile", PAYLOADS)):
        app.build(case(folder / name, texts), folder / f"{name}-out")
    return folder / "plain-out", folder / "hostile-out"


def test_there_are_three_hundred() -> None:
    assert len(set(PAYLOADS)) == 300


def test_no_page_gains_an_element_or_an_attribute(builds: tuple[Path, Path]) -> None:
    plain, hostile = builds
    names = sorted(path.name for path in (plain / "site").glob("*.html"))
    assert len(names) > 10
    for name in names:
        clean, found = (Page((folder / "site" / name).read_text(encoding="utf-8")) for folder in builds)
        assert found.attributes <= clean.attributes, name
        assert set(found.tags) <= set(clean.tags), name
        # a `;` in a text makes two members of it, so two rows; hostile rows have more problems; no more than that
        more = {tag for tag, n in found.tags.items() if n > clean.tags[tag]}
        if name == "index.html":  # one line more tells of the rows set aside
            assert found.tags["li"] == clean.tags["li"] + 1
            more -= {"li"}
        if name == "sources.html":  # a bar a row, and where the list is cut it says so
            assert found.tags["p"] - clean.tags["p"] <= 1
            rows = found.tags["tr"] - clean.tags["tr"]
            assert {tag: found.tags[tag] - clean.tags[tag] for tag in ("svg", "rect")} == {"svg": rows, "rect": rows}
            more -= {"p", "svg", "rect"}
        if name == "map.html":  # fewer places lie otherwise: shapes, and no text of theirs
            more -= {"path"}
        assert more <= LISTED if name == "problems.html" else more <= {"a", "bdi", "tr", "td", "th", "span"}, name
        assert found.odd == 0, name
        for address in found.addresses:
            assert re.match(r"(https?://|[a-z]+\.html|#|\.\./exports/|static/|data/|data:,$)", address), address


def test_every_shard_is_one_call_with_json(builds: tuple[Path, Path]) -> None:
    seen = ""
    for path in sorted((builds[1] / "site" / "data").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        found = re.fullmatch(r'servanda\.take\("([a-z0-9-]+)",(.*)\);\n', text, re.DOTALL)
        assert found and found[1] == path.stem
        assert not {"<", ">", "&", "\u2028", "\u2029"} & set(text)
        seen += json.dumps(json.loads(found[2]), ensure_ascii=False)
    shown = [payload for payload in PAYLOADS if json.dumps(payload, ensure_ascii=False)[1:-1] in seen]
    assert len(shown) >= 290  # the text itself arrives, as text


def test_no_cell_of_any_export_is_live(builds: tuple[Path, Path]) -> None:
    for path in sorted((builds[1] / "exports").rglob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        types = {column.name: column.type for column in TABLES[path.stem].columns} if path.stem in TABLES else {}
        for row in rows[1:]:
            assert len(row) == len(rows[0])
            for name, text in zip(rows[0], row, strict=True):
                typed = types.get(name) in ("int", "num") and re.fullmatch(r"-?\d+(\.\d+)?", text)
                assert typed or not text.startswith(CELLS_LIVE), (path.name, name, text)


def test_hostile_text_goes_round_unchanged(builds: tuple[Path, Path]) -> None:
    with (builds[1] / "exports" / "statements.csv").open(encoding="utf-8", newline="") as file:
        quotes = {bare(row["quote"]) for row in csv.DictReader(file)}
    assert quotes == set(PAYLOADS)


@given(st.text(max_size=30) | st.builds(str.__add__, st.sampled_from([*CELLS_LIVE, "'", "''="]), st.text(max_size=10)))
@settings(max_examples=5_000, deadline=None)
def test_cells_are_never_live(text: str) -> None:
    assert not cell(text).startswith(CELLS_LIVE)
    assert bare(cell(text)) == text
