"""Bad cases, each a little folder laid over the small good one, with the exact messages in `expected.txt`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from servanda.case.check import check
from servanda.case.open import open_case
from servanda.case.words import report
from servanda.model.problems import PROBLEMS

CASES = Path(__file__).resolve().parent.parent / "cases"
BAD = sorted(path for path in (CASES / "bad").iterdir() if path.is_dir())


def messages(folder: Path) -> str:
    case = open_case(folder)
    return report([*case.problems, *check(case)])


@pytest.mark.parametrize("bad", BAD, ids=lambda path: path.name)
def test_messages_of_a_bad_case(bad: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CASES / "small", tmp_path / "case"))
    shutil.copytree(bad, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    expected = bad / "expected.txt"
    actual = messages(folder)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_text(actual, encoding="utf-8", newline="\n")
    assert actual, "a bad case without a message"
    assert actual == expected.read_text(encoding="utf-8")


def test_the_small_case_is_good() -> None:
    assert messages(CASES / "small") == ""


def test_messages_hold_no_jargon() -> None:
    """No message speaks of the program's insides."""
    jargon = ("Traceback", "Error:", "NoneType", "dict ", "tuple", "str ", "object at", "list index", "Exception")
    for bad in BAD:
        text = (bad / "expected.txt").read_text(encoding="utf-8")
        assert not [word for word in jargon if word in text], bad.name


def test_every_problem_has_why_and_mend() -> None:
    assert all(kind.why and kind.mend for kind in PROBLEMS.values())
