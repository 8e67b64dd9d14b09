"""Files: nothing from outside the root, no links, no devices, within limits, strict text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.guard.files import Text, everything, listing, read
from servanda.model.problems import Problem


def code(found: Text | Problem) -> str:
    return found.code if isinstance(found, Problem) else ""


def test_text_comes_without_its_mark_and_with_its_digest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    found = read(tmp_path, "a.txt")
    assert isinstance(found, Text)
    assert found.text == "one\r\ntwo\n"
    assert len(found.sha256) == 64


@pytest.mark.parametrize("name", ["../a", "/etc/hostname", "x/../../a", "", ".", "..", "a\0b", "c:\\x", "a\\b",
                                  "x" * 300, "s:stream"])
def test_names_that_leave_the_root_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "a").write_text("secret")
    assert code(read(tmp_path / "case", name)) == "file_outside"


def test_links_are_refused_wherever_they_lead(tmp_path: Path) -> None:
    root = tmp_path / "case"
    (root / "inner").mkdir(parents=True)
    (tmp_path / "outside.csv").write_text("a\n")
    (root / "real.csv").write_text("a\n")
    (root / "out.csv").symlink_to(tmp_path / "outside.csv")
    (root / "in.csv").symlink_to("real.csv")
    (root / "broken.csv").symlink_to("nowhere.csv")
    (root / "folder").symlink_to(tmp_path)
    for name in ("out.csv", "in.csv", "broken.csv", "folder/outside.csv"):
        found = read(root, name)
        assert isinstance(found, Problem)
        assert found.code == "file_outside"
        assert "is a link" in found.message
    assert listing(root, "folder", ".csv")[1][0].code == "file_outside"


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "a").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "case")
    assert isinstance(read(tmp_path / "link", "a"), Text)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert code(read(tmp_path, "pipe")) == "file_unreadable"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert code(read(tmp_path, "a")) == "file_unreadable"


@pytest.mark.parametrize(("size", "expected"), [(9, ""), (10, ""), (11, "file_too_large")])
def test_size_at_its_limit(tmp_path: Path, size: int, expected: str) -> None:
    (tmp_path / "a").write_bytes(b"x" * size)
    assert code(read(tmp_path, "a", 10)) == expected


@pytest.mark.parametrize(("raw", "line"), [(b"a\nb\xff\n", 2), (b"\xff", 1), (b"a\n\nb\0c", 3), (b"\xed\xa0\x80", 1)])
def test_what_is_not_text_is_named_with_its_line(tmp_path: Path, raw: bytes, line: int) -> None:
    (tmp_path / "a").write_bytes(raw)
    found = read(tmp_path, "a")
    assert isinstance(found, Problem)
    assert (found.code, found.line) == ("file_unreadable", line)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert code(read(tmp_path, "a")) == "file_missing"


def test_listing_is_sorted_and_plain(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("b.csv", "a.csv", "B.csv", "é.csv", "x.yaml", ".hidden.csv", "od\u202ed.csv"):
        (folder / name).write_text("a\n")
    names, problems = listing(tmp_path, "reports", ".csv")
    assert names == ["reports/B.csv", "reports/a.csv", "reports/b.csv", "reports/é.csv"]
    assert [one.code for one in problems] == ["character_hidden"]
    assert "\u202e" not in problems[0].message + problems[0].file


def test_a_missing_folder_is_empty(tmp_path: Path) -> None:
    assert listing(tmp_path, "none", ".csv") == ([], [])


def test_everything_passes_over_folders_and_follows_no_link(tmp_path: Path) -> None:
    for name in ("a/x.py", "build/y.py", ".git/z.py", "b.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert everything(tmp_path, ("build",)) == (["a/x.py", "b.csv", "loop"], [])


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_name_raises(name: str) -> None:
    read(Path("/nonexistent"), name)
