"""The fixture case released once, and a small bundle to spoil."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from servanda.app import releasing
from servanda.case import journal
from servanda.cli import main
from tests.conftest import CASES
from tests.releasing import small

RIVER = CASES / "good" / "river-truce"


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a secret key."""
    file = tmp_path_factory.mktemp("keys") / "desk"
    releasing.new_key(file)
    return file


@pytest.fixture(scope="session")
def publishing(tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> tuple[Path, Result]:
    """The bundle of the fixture case, as a folder, signed; not to be changed.  And what the command printed."""
    target = tmp_path_factory.mktemp("released") / "bundle"
    words = ["publish", str(RIVER), "-o", str(target), "--key", str(key_file), "--tell-opening"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return target, done


@pytest.fixture(scope="session")
def released(publishing: tuple[Path, Result]) -> Path:
    """The bundle of the fixture case, as a folder, signed; not to be changed."""
    return publishing[0]


def decide(case: Path, kind: str, *ids: str, table: str = "reports", value: Any = None) -> None:
    """Append a decision to the journal of a case, without building it."""
    journal.append(case / journal.NAME, {
        "at": "2031-05-19T10:00:00Z", "by": "A. Keeper", "kind": kind, "table": table, "ids": list(ids),
        "value": value, "reason": "asked for it"})


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small bundle that a test may spoil."""
    return small.fill(tmp_path / "bundle")
