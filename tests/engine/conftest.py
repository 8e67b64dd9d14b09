"""A Spark session of this machine, started once a worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """An engine with a session of its own; mark the test ``@pytest.mark.java``."""
    pytest.importorskip("pyspark", reason="java: the extra `spark` is not installed (make spark)")
    from servanda.engine.spark import SparkEngine

    engine = SparkEngine()
    yield engine
    engine.close()
