"""A case in a notebook: frames of every table, nothing written, pandas and polars only where asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import servanda
from servanda.app.notebook import Tables
from servanda.publish.frames import Frame

RIVER = Path(__file__).resolve().parent.parent / "cases" / "good" / "river-truce"


@pytest.fixture(scope="module")
def river() -> Tables:
    return servanda.open(RIVER)


def test_figures_by_measure(river: Tables) -> None:
    """Every figure, and those of one measure."""
    quiet = river.figures.where(measure="quiet_days", standard="all", party="anybody")
    assert 0 < len(quiet) < len(river.figures)
    assert all(row["low"] <= row["high"] <= row["n"] for row in quiet)
    assert not list(RIVER.glob("build"))


def test_a_frame_shows_itself_safely() -> None:
    """Markup stays text, and the sentence of every page stands with it."""
    html = Frame("t", {"name": ["<script>x</script>", None]})._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "potential violation under the named reading" in html


def test_frames_of_others(river: Tables) -> None:
    """The same rows and columns in pandas and polars."""
    frame = river.table("releases")
    assert list(frame.to_pandas().columns) == list(frame.to_polars().columns) == list(frame.columns)
    assert len(river.figures.to_pandas()) == len(river.figures.to_polars()) == len(river.figures)


def test_the_core_needs_neither() -> None:
    """Where pandas, polars, statsmodels and scipy cannot be imported, a case opens all the same."""
    code = ("import sys; sys.modules.update(dict.fromkeys(('pandas', 'polars', 'statsmodels', 'scipy'))); "
            f"import servanda; print(len(servanda.open({str(RIVER)!r}).figures) > 0)")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True"
