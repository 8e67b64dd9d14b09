"""The same folder gives the same bytes, whatever the threads, hash seed, time zone, locale or order of rows."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "energy-truce-2025"
_BUILD = """
import sys
from pathlib import Path
from servanda import app
from servanda.engine import database
database.SETTINGS["threads"] = sys.argv[3]
app.build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def _built(case: Path, out: Path, threads: int, **environment: str) -> dict[str, str]:
    """Build in a process of its own; path -> hash of every file made."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    subprocess.run([sys.executable, "-c", _BUILD, str(case), str(out), str(threads)], check=True, env=env)
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One build."""
    return _built(EXAMPLE, tmp_path_factory.mktemp("first"), 1, PYTHONHASHSEED="0", TZ="UTC", LANG="C")


@pytest.mark.parametrize(("threads", "seed", "zone", "language"), [
    (2, "1", "Asia/Kathmandu", "en_US.UTF-8"), (8, "4711", "America/St_Johns", "tr_TR.UTF-8")])
def test_the_same_bytes_elsewhere(first: dict[str, str], tmp_path: Path, threads: int, seed: str, zone: str,
                                  language: str) -> None:
    """Every file of site, exports and manifest is equal."""
    assert _built(EXAMPLE, tmp_path, threads, PYTHONHASHSEED=seed, TZ=zone, LANG=language, LC_ALL=language) == first


def test_the_order_of_rows_changes_nothing(first: dict[str, str], tmp_path: Path) -> None:
    """Rows of the tables turned round: equal but for the line numbers and digests of the inputs."""
    case = tmp_path / "case"
    shutil.copytree(EXAMPLE, case, ignore=shutil.ignore_patterns("build"))
    for path in (case / "reports" / "reports.csv", case / "statements" / "statements.csv", case / "tallies.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *reversed(rows)])
    turned = _built(case, tmp_path / "out", 2)
    without_lines = {name for name in first if name.startswith("exports/") and Path(name).stem in (
        "incidents", "accounts", "links", "account_verdicts", "verdicts", "figures", "releases", "tally_checks",
        "effective_provisions", "sources")}
    assert {name: turned[name] for name in without_lines} == {name: first[name] for name in without_lines}
