"""docs/decisions.md says what is there: its commands run one after the other, and every kind has its row."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.case.journal import KINDS
from servanda.case.open import open_case
from servanda.cli import main

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "decisions.md").read_text(encoding="utf-8")


def test_the_worked_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("servanda ")]
    assert len(commands) >= 7
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command)[1:])
        assert result.exit_code == 0, f"{command}\n{result.output}"
    assert [one.state for one in open_case(tmp_path / "ridge").decisions] == ["active", "active", "undone", "active"]


def test_every_kind_has_its_row() -> None:
    rows = " ".join(line.split("|")[1] for line in TEXT.splitlines() if line.startswith("| `"))
    assert [kind for kind in KINDS if f"`{kind}`" not in rows] == []
