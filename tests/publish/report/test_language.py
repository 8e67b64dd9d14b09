"""Catalogues: nothing untranslated, holes and plural forms right, days and numbers as the language writes them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.publish.report import making

pytest.importorskip("babel")
from babel.messages import pofile  # noqa: E402
from babel.messages.extract import extract_from_dir  # noqa: E402

from servanda.publish import words  # noqa: E402
from servanda.publish.report import codes, sections  # noqa: E402
from servanda.publish.report.language import LOCALES, NoLanguage, available, language  # noqa: E402

SOURCE = Path(sections.__file__).parent.parent
HOLE = re.compile(r"\{\w+\}")
pytestmark = pytest.mark.report


def messages() -> dict[str, tuple[str, ...]]:
    """Every message of the code and of the lists of words: msgid -> its forms in English."""
    found: dict[str, tuple[str, ...]] = {}
    keywords = {"say": None, "count": (1, 2), "words": None}
    for _, _, message, _, _ in extract_from_dir(SOURCE, [("**.py", "python")], keywords=keywords):
        forms = message if isinstance(message, tuple) else (message,)
        if forms[0] and len(forms) >= len(found.get(forms[0], ())):
            found[forms[0]] = forms
    listed = [title for title, _ in sections.SECTIONS.values()] + codes.every() + [words.SENTENCE]
    return {**{text: (text,) for text in listed}, **found}


@pytest.mark.parametrize("tag", available()[1:])
def test_a_catalogue_has_every_message_in_every_form_with_its_holes(tag: str) -> None:
    with (LOCALES / f"{tag}.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=tag)
    wanted = messages()
    assert len(wanted) > 250
    for id_, forms in wanted.items():
        entry = catalogue.get(id_)
        assert entry is not None, id_
        given = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert len(given) == (catalogue.num_plurals if len(forms) > 1 else 1), id_
        for form in given:
            assert form and set(HOLE.findall(form)) == set(HOLE.findall(forms[0])), id_
            assert form != id_ or not re.search(r"[a-z]{3}", HOLE.sub("", id_)), id_
            assert (form[0] == " ") == (id_[0] == " ") or form[0] == ",", id_
    unused = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id} - set(wanted)
    assert unused == set()
    assert not list(catalogue.obsolete)


def test_ukrainian_has_three_forms() -> None:
    tongue = language("uk")

    def form(number: int) -> str:
        text = tongue.count("{n} statement of these days is held.", "{n} statements of these days are held.", number,
                            n=str(number))
        return "".join(run.text for run in text)

    assert {number: form(number).split()[-1] for number in (0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112)} == {
        0: "заяв.", 1: "заява.", 2: "заяви.", 4: "заяви.", 5: "заяв.", 11: "заяв.", 12: "заяв.", 14: "заяв.",
        21: "заява.", 22: "заяви.", 25: "заяв.", 101: "заява.", 111: "заяв.", 112: "заяв."}


def test_days_and_numbers_are_written_as_the_language_does() -> None:
    day = date(2031, 5, 7)
    assert language("en").day(day) == "7\u00a0May\u00a02031" and language("en").number(12345) == "12,345"
    assert language("uk").day(day) == "7\u00a0травня\u00a02031"
    assert language("uk").number(12345) == "12\u00a0345"


def test_a_hole_keeps_its_kind() -> None:
    from servanda.publish.report.document import Run

    text = language("en").say("On condition: {condition}.", condition=Run("quote", "{n} maps"))
    assert [(run.kind, run.text) for run in text] == [
        ("words", "On condition: "), ("quote", "{n} maps"), ("words", ".")]


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(NoLanguage, match="there are en, uk"):
        language("xx")


@pytest.mark.parametrize("name", making.WEEKS)
def test_a_report_in_ukrainian_has_no_english_words_of_ours(name: str) -> None:
    _, document = making.week(name, "uk")
    text = "".join(run.text for run in document.runs() if run.kind == "words")
    assert not re.search(r"[A-Za-z]{2}", text.replace("FPV", "").replace("servanda", ""))
    assert document.language == "uk" and document.direction == "ltr"
