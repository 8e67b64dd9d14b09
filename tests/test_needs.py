"""Needs that are missing: a skip by default, a failure where REQUIRE names them, and the reasons listed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parent
PROBE = """
import pytest

@pytest.mark.reference
def test_of_real_data() -> None:
    pass

@pytest.mark.java
def test_that_gives_up() -> None:
    pytest.skip("the engine did not start")
"""


def run(folder: Path, **environment: str) -> str:
    """What pytest prints on a probe beside this project's conftest, with no reference data."""
    shutil.copy(TESTS / "conftest.py", folder / "conftest.py")
    (folder / "test_probe.py").write_text(PROBE, encoding="utf-8")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("REQUIRE", "SERVANDA", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder),
               "-c", str(TESTS.parent / "pyproject.toml"), str(folder)]
    return subprocess.run(command, cwd=folder, env={**clean, **environment}, capture_output=True, text=True,
                          check=False, timeout=120).stdout


def test_a_missing_need_is_a_skip_with_its_reason(tmp_path: Path) -> None:
    printed = run(tmp_path)
    assert "2 skipped" in printed
    assert "skipped, by reason" in printed
    assert "1  reference: SERVANDA_REFERENCE_DATA names no folder" in printed


def test_a_missing_need_is_a_failure_under_require(tmp_path: Path) -> None:
    printed = run(tmp_path, REQUIRE="reference")
    assert "1 skipped, 1 error" in printed
    assert "REQUIRE=reference, but the test was skipped" in printed


@pytest.mark.java
def test_a_skip_inside_a_test_is_a_failure_under_require(tmp_path: Path) -> None:
    printed = run(tmp_path, REQUIRE="java")
    assert "REQUIRE=java, but the test was skipped: Skipped: the engine did not start" in printed


def test_a_misspelt_need_is_refused(tmp_path: Path) -> None:
    assert "passed" not in run(tmp_path, REQUIRE="browsre")


@pytest.mark.browser
def test_the_browser_opens_a_page(browser: Any, tmp_path: Path) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_text("<!doctype html><title>One page</title>", encoding="utf-8")
    page = browser.new_page()
    page.goto(page_file.as_uri())
    assert page.title() == "One page"
    page.close()
