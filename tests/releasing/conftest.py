"""The fixture case released once, and a small bundle to spoil."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from servanda.app import releasing
from servanda.app.releasing import Wanted
from servanda.case import journal
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
def released(tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> Path:
    """The bundle of the fixture case, as a folder, signed; not to be changed."""
    target = tmp_path_factory.mktemp("released") / "bundle"
    releasing.publish(RIVER, target, Wanted(key=key_file))
    return target


def decide(case: Path, kind: str, *ids: str, table: str = "reports", value: Any = None) -> None:
    """Append a decision to the journal of a case, without building it."""
    journal.append(case / journal.NAME, {
        "at": "2031-05-19T10:00:00Z", "by": "A. Keeper", "kind": kind, "table": table, "ids": list(ids),
        "value": value, "reason": "asked for it"})


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small bundle that a test may spoil."""
    return small.fill(tmp_path / "bundle")
