"""The example case, assessed once for all tests of a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from servanda import app
from servanda.engine.database import Database
from tests.examples.account import Account

EXAMPLE = Path(__file__).parents[2] / "examples" / "energy-truce-2025"


@pytest.fixture(scope="session")
def truce() -> Iterator[Account]:
    """Questions to the example case."""
    case, problems = app.read(EXAMPLE)
    db, problems = app.assess(case, problems)
    yield Account(db, case, problems)
    db.close()


__all__ = ["Database", "truce"]
