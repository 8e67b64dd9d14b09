"""The commands of docs/publishing.md, on the example: released, checked, corrected, and the difference read."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.cli import main
from tests.conftest import ROOT


def test_the_commands_of_the_page_on_publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("build"))
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    said = {}
    for line in lines:
        done = CliRunner().invoke(main, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}\n{done.output}"
        said[line] = done.stdout
    named = " ".join(line.split()[1] for line in lines)
    assert named == "publish publish verify verify decide publish diff"
    assert "byte for byte" in said[lines[3]]
    # What the page quotes of the difference is what it says.
    quoted = [line.removeprefix("> ") for line in page.splitlines() if line.startswith("> ")]
    told = re.sub(r"(?m)^- ", "", said[lines[-1]])
    assert "Figures. Cause: decision 44 (merge: I123, I134) taken." in told
    assert len(quoted) == 2 and all(line.partition(" Cause: ")[0] in told for line in quoted)
    # A merge of two incidents of one night takes one off each count that held both, under each side's reading alike.
    for reading, before, after in (("k25", "low 47, high 75", "low 46, high 74"),
                                   ("z25", "low 37, high 66", "low 36, high 65")):
        assert f"incidents/energy/{reading}/UKR/all: {before} → {after}." in told
    assert "RUS/all" not in told  # nothing of the other side moved
