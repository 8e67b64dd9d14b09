"""What a mission may change: letterhead, order and names of sections, style; and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.publish.report import docx as word
from servanda.publish.report import html, make, pdf
from servanda.publish.report.document import plain
from servanda.publish.report.template import NotUsable, template
from tests.publish.report import making

pytestmark = pytest.mark.report
SETTINGS = """
head: [Mission on the river, Office of reports]
foot: Write to the mission.
sections: [due, incidents, summary, sources]
labels: {due: What comes next, summary: In short}
"""


def folder(path: Path, **files: str) -> Path:
    for name, text in {"report.yaml": SETTINGS, **files}.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.mark.fonts
@pytest.mark.documents
def test_order_names_and_letterhead_hold_in_every_form(tmp_path: Path) -> None:
    frame = template(folder(tmp_path))
    document = make.document(making.desk(*making.WEEKS["river"]), frame)
    assert [section.key for section in document.sections] == ["due", "incidents", "summary", "sources"]
    assert [plain(section.title) for section in document.sections] == [
        "What comes next", "Incidents of the period", "In short", "Sources cited"]
    for text in (making.Page(html.render(document, frame)).text, making.word_text(word.render(document, frame)),
                 making.pdf_text(pdf.render(document, frame))):
        places = [text.index(words) for words in ("Mission on the river", "Situation report", "What comes next",
                                                  "Incidents of the period", "In short", "Sources cited",
                                                  "Write to the mission.")]
        assert places == sorted(places)
        assert "Limits of observation" not in text


def test_the_sources_cited_are_those_of_the_sections_shown(tmp_path: Path) -> None:
    desk = making.desk(*making.WEEKS["river"])
    make.document(desk, template(folder(tmp_path)))
    assert desk.cited and not [id_ for id_ in desk.cited if id_.startswith(("T", "F"))]


@pytest.mark.fonts
@pytest.mark.documents
def test_a_head_and_a_style_of_its_own(tmp_path: Path) -> None:
    files = {"head.html": "<p class='seal'>{{ document.head[0]|upper }}</p>\n",
             "report.css": "body { color: #123456 } /* </style><script>x</script> */",
             "head.typ": '#let letterhead(report) = text(fill: red)[Seal of #report.head.at(0)]\n'}
    frame = template(folder(tmp_path, **files))
    document = make.document(making.desk(*making.WEEKS["river"]), frame)
    page = making.Page(html.render(document, frame))
    assert "MISSION ON THE RIVER" in page.text and "script" not in {tag for tag, _ in page.tags}
    assert b"#123456" in html.render(document, frame) and b"tabular-nums" not in html.render(document, frame)
    assert "Seal of Mission on the river" in making.pdf_text(pdf.render(document, frame))


def test_a_template_of_html_reaches_nothing_of_the_machine(tmp_path: Path) -> None:
    frame = template(folder(tmp_path, **{"head.html": "{{ ''.__class__.__mro__[1].__subclasses__() }}"}))
    document = make.document(making.desk(*making.WEEKS["river"]), frame)
    with pytest.raises(Exception, match="unsafe|access to attribute"):
        html.render(document, frame)


@pytest.mark.parametrize(("text", "why"), [
    ("sections: [summary, gossip]", "gossip"), ("labels: {gossip: x}", "gossip"), ("heading: x", "heading"),
    ("sections: [summary", "report.yaml"), ("labels: [summary]", "labels"),
])
def test_settings_that_are_wrong_are_told_with_their_line(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "report.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NotUsable) as stop:
        template(tmp_path)
    assert all(problem.file == "report.yaml" and problem.line in (1, 2) for problem in stop.value.problems)
    assert why in " ".join(f"{problem.file} {problem.message}" for problem in stop.value.problems)


def test_a_folder_without_settings_keeps_ours(tmp_path: Path) -> None:
    assert template(tmp_path).sections == template(None).sections
