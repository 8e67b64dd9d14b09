"""The tutorial is true: its files are written, its commands run in order, and print what it shows."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.cli import main

TUTORIAL = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def output(command: str) -> str:
    """What a command prints, without blanks at line ends."""
    arguments = shlex.split(command)
    assert arguments[0] == "servanda", command
    result = CliRunner().invoke(main, arguments[1:])
    assert result.exception is None or isinstance(result.exception, SystemExit), command
    return "\n".join(line.rstrip() for line in result.output.splitlines()) + "\n"


def console(block: str) -> str:
    """A block with every command followed by what it prints now."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{output(line[2:])}" for line in commands)


def test_every_block_of_the_tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """UPDATE_GOLDEN=1 writes what the commands print into the page; read the difference."""
    monkeypatch.chdir(tmp_path)
    text = TUTORIAL.read_text(encoding="utf-8")
    written, ran = [], []

    def done(block: re.Match[str]) -> str:
        kind, name, content = block.groups()
        if kind == "console":
            ran.append(content)
            return f"```console\n{console(content)}```"
        assert name, "a block that is neither a file nor a command"
        path = tmp_path / name
        assert tmp_path in path.resolve().parents
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        written.append(name)
        return block[0]

    actual = BLOCK.sub(done, text)
    assert len(ran) >= 7 and len(written) >= 7
    if os.environ.get("UPDATE_GOLDEN") == "1":
        TUTORIAL.write_text(actual, encoding="utf-8", newline="\n")
        return
    assert actual == text, "docs/tutorial.md shows what is no longer printed; run with UPDATE_GOLDEN=1"
    assert (tmp_path / "salt-road" / "build" / "site" / "index.html").exists()
    assert (tmp_path / "tables" / "verdicts.csv").exists()


def test_the_mistake_made_on_purpose_is_told_and_mended() -> None:
    blocks = [content for kind, _, content in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")) if kind == "console"]
    checks = [block for block in blocks if block.startswith("$ servanda check")]
    assert "sheling" in checks[0] and "1 error" in checks[0]
    assert "0 errors, 0 warnings" in checks[1]
