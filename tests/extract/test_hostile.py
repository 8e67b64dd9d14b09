"""Hostile text: no crash, no growth beyond the length of the text, a problem where something was not read surely."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.extract.records import records
from servanda.guard.documents import read_documents
from tests.extract.reading import document, read

HOSTILE: dict[str, Callable[[int], str]] = {
    "quotation marks": lambda n: '"' * n,
    "curly marks": lambda n: "“" * n,
    "marks and blanks": lambda n: '" ' * (n // 2),
    "nested": lambda n: "“a ‘b " * (n // 6),
    "one line": lambda n: "the army said that " * (n // 19),
    "one word": lambda n: "a" * n,
    "capitals": lambda n: "Aa " * (n // 3),
    "stops": lambda n: "." * n,
    "numbers": lambda n: "1,1" * (n // 3),
    "according": lambda n: "according to X, " * (n // 16),
    "commas": lambda n: "he, " * (n // 4),
    "mentions": lambda n: "no mention of " * (n // 14),
    "hours": lambda n: "two-hour call " * (n // 14),
    "since": lambda n: "since since " * (n // 12),
    "months": lambda n: "March 3 " * (n // 8),
    "hyphens": lambda n: "a-" * (n // 2),
    "prose": lambda n: "The army said it left Oslo on Sunday. " * (n // 38),
    "relays": lambda n: "The army left, AFP reports. " * (n // 28),
    "denials": lambda n: "Rebels said aid was sent. The army denied that aid was sent. " * (n // 61),
    "lengths": lambda n: " ".join(f"A {at}-hour call." for at in range(n // 16)),
    "titles": lambda n: "President of the " * (n // 17),
}


def steps(text: str) -> int:
    """Lines of our own code that run for a text."""
    count = 0

    def counting(frame: object, event: str, _: object) -> object:
        nonlocal count
        count += event == "line"
        return counting

    sys.settrace(counting)  # type: ignore[arg-type]
    try:
        records(document(text))
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_the_text_and_not_faster(name: str) -> None:
    small, large = steps(HOSTILE[name](1_500)), steps(HOSTILE[name](6_000))
    assert large <= 7 * max(small, 2_000)


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_too_much(name: str) -> None:
    read(HOSTILE[name](20_000))


def test_a_line_without_end_is_told_and_not_read() -> None:
    text = "The army said it left.\n" + "the army said that " * 11_000 + "\nThe navy said it stayed."
    found, problems = records(document(text))
    assert [one["text"] for one in found if one["kind"] == "statement"] == ["it left", "it stayed"]
    (told,) = problems
    assert (told.code, told.line) == ("line_no_prose", 2)
    assert "Nothing was read on one line that is no prose, the first of 209,000 characters" in told.message


def test_a_long_line_of_marks_is_told_and_a_short_one_is_read() -> None:
    found, problems = records(document("“" * 2_500 + "\n“We left,” the army said. " + '" ' * 20))
    assert [one["speaker_text"] for one in found if one["kind"] == "statement"] == ["the army"]
    assert ("line_no_prose", 1) in [(one.code, one.line) for one in problems]


@pytest.mark.parametrize(
    "text",
    [
        "\u202eArmy\u202c said \u2066nothing\u2069 happened.",
        "\x00\x01",
        "\ud800 said that it is.",
        "\u2028\u2029\x85",
        "👾 said “👾👾 👾 👾 👾”.",
        "The\u200barmy said it\u00a0left.",
    ],
)
def test_odd_characters(text: str) -> None:
    read(text)


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "The army",
                "said",
                "that",
                "“we left”",
                ",",
                ".",
                "and",
                "denied",
                "it",
                "Oslo",
                "to",
                "halt",
                "according to",
                "\n",
                "3 May",
                "reportedly",
                "AFP",
                "reports",
                "who",
                "40 drones",
                "hit",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=100, deadline=None)
def test_any_order_of_words_is_read(words: list[str]) -> None:
    read(" ".join(words))


FILES = [
    ("empty.txt", b"", "document_empty"),
    ("blank.txt", b" \n ", "document_empty"),
    ("binary.txt", b"\x00\xff\xfe\x01", "file_unreadable"),
    ("latin.txt", "caf\u00e9".encode("latin-1"), "file_unreadable"),
    ("picture.png", b"\x89PNG", "file_unreadable"),
    ("not.pdf", b"%PDF-1.7 nothing", "file_unreadable"),
    ("bomb.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>', "xml_refused"),
    ("no.rss", b"<a/>", "document_empty"),
    ("empty.html", b"<html></html>", "document_empty"),
]


@pytest.mark.documents
@pytest.mark.parametrize(("name", "content", "code"), FILES, ids=[one[0] for one in FILES])
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    found, problems = read_documents(tmp_path / name)
    assert (found, [one.code for one in problems]) == ((), [code])


def test_a_quotation_that_is_never_closed_is_told() -> None:
    _, problems = records(document("The army said: “We left. Nobody saw it."))
    assert [one.code for one in problems] == ["quote_open"]
