"""The registry of problem codes."""

from __future__ import annotations

import re

import pytest

from servanda.model.problems import ERROR, NOTE, PROBLEMS, WARNING, problem, register


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_code_says_why_and_how(code: str) -> None:
    kind = PROBLEMS[code]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    assert kind.severity in (ERROR, WARNING, NOTE)
    assert kind.why.endswith(".") and kind.mend.endswith(".")


def test_a_code_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register("value_wrong", ERROR, "why.", "mend.")


def test_a_problem_knows_its_place() -> None:
    assert problem("value_wrong", "terms.yaml", 41, "`x`").place == "terms.yaml:41"
    assert problem("file_missing", "terms.yaml", 0, "none").place == "terms.yaml"
    with pytest.raises(KeyError):
        problem("no_such_code", "terms.yaml", 1, "`x`")
