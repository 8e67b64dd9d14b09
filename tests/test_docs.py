"""The documents say what is there: commands, options, tables, problem codes, targets of make."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from servanda.cli import main
from servanda.collect.presets import PRESETS
from servanda.model import vocabulary
from servanda.model.problems import PROBLEMS
from servanda.model.schema import dictionary
from servanda.model.tables import TABLES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def headings(text: str) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", text, re.MULTILINE))


def generator() -> ModuleType:
    """scripts/write_docs.py, the one place where generated pages are made."""
    spec = importlib.util.spec_from_file_location("write_docs", ROOT / "scripts" / "write_docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands() -> dict[str, click.Command]:
    """Every command by name; those of a group under both names."""
    assert isinstance(main, click.Group)
    inner = {f"{name} {one}": command for name, group in main.commands.items() if isinstance(group, click.Group)
             for one, command in group.commands.items()}
    return {**main.commands, **inner}


def code_blocks(text: str) -> list[str]:
    """Every fenced block without a language, as its lines."""
    return re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def code_lines(*names: str) -> list[str]:
    return [line for name in names for block in code_blocks(read(name)) for line in block.splitlines() if line.strip()]


def test_generated_pages_are_up_to_date() -> None:
    stale = [name for name, text in generator().pages().items()
             if not (REFERENCE / name).exists() or (REFERENCE / name).read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"
    assert {path.stem for path in (REFERENCE / "schemas").glob("*.json")} == set(TABLES)


def test_every_table_has_its_heading() -> None:
    assert set(TABLES) <= headings(read("docs", "reference", "dictionary.md"))
    assert read("docs", "reference", "dictionary.md") == dictionary()


def test_every_problem_code_has_its_heading() -> None:
    assert set(PROBLEMS) <= headings(read("docs", "reference", "problems.md"))


def test_every_preset_has_its_heading() -> None:
    assert set(PRESETS) | {"Presets"} == headings(read("docs", "presets.md"))


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_has_its_heading(name: str) -> None:
    found = headings(read("docs", "reference", "commands.md"))
    options = [max(parameter.opts, key=len) for parameter in commands()[name].params
               if isinstance(parameter, click.Option) and not parameter.hidden]
    assert name in found
    assert [option for option in options if f"{name} {option}" not in found] == []


def test_no_heading_names_a_command_or_option_that_is_gone() -> None:
    known = set(commands()) | {
        f"{name} {option}" for name, command in commands().items() for parameter in command.params
        for option in parameter.opts}
    found = headings(read("docs", "reference", "commands.md")) - {"Commands"}
    assert found <= known


def test_make_targets_that_the_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    documents = ["README.md", "CONTRIBUTING.md", "docs/install.md", "requirements/README.md"]
    pattern = re.compile(r"(?:`|^|=\S+ |&& )make ([a-z]+)", re.MULTILINE)
    named = {target for name in documents for target in pattern.findall(read(name))}
    assert named and named <= targets


def test_files_that_the_readme_names_exist() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "docs/adr/README.md"):
        links = re.findall(r"\]\(([^)#:]+)\)", read(name))
        assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


def test_the_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `servanda` line of the README's code blocks, one after the other, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    lines = [line for line in code_lines("README.md") if line.startswith("servanda ")]
    assert len(lines) >= 3
    for line in lines:
        result = CliRunner().invoke(main, shlex.split(line)[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}"


def test_the_codebook_names_every_word() -> None:
    text = read("docs", "codebook.md")
    words = {*vocabulary.ACTS, *vocabulary.MEANS, *vocabulary.FUNCTIONS, *vocabulary.SECTORS, *vocabulary.STAGES,
             *vocabulary.SPEECH_ACTS, *vocabulary.HOW_KNOWN, *vocabulary.DENIED_THINGS, *vocabulary.REPORT_KINDS,
             *vocabulary.TIME_PRECISIONS, *vocabulary.AFFECTED_HOW, *vocabulary.QUALIFIERS, *vocabulary.TLP,
             *vocabulary.COMMITMENT_STATES}
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []
