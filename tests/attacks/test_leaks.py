"""Fifty times open, build, close: no descriptors, no threads, no scratch folders left."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path

import pytest

from servanda import app
from tests.attacks.folder import small


def used() -> tuple[int, int]:
    """Open descriptors and threads of this process."""
    threads = Path("/proc/self/task")
    return len(os.listdir("/proc/self/fd")), len(os.listdir(threads)) if threads.exists() else threading.active_count()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files here")
def test_open_build_close(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setattr(os, "fsync", lambda _: None)  # fifty builds in seconds; what is on disk is no matter here
    good, bad = small(tmp_path / "good"), small(tmp_path / "bad", {"reports/x.csv": "a\n\0", "terms.yaml": "a: [\n"})
    app.build(good, tmp_path / "out")
    descriptors, threads = used()
    for number in range(50):
        case, found = app.read(good)
        db, _ = app.assess(case, found)
        db.close()
        if number % 10 == 0:
            app.build(good, tmp_path / "out")
        with pytest.raises(app.CaseNotReadable):
            app.build(bad, tmp_path / "none")
    after = used()
    assert after[0] <= descriptors + 2
    assert after[1] <= threads + 2
    assert list(scratch.iterdir()) == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith("."))


def test_a_build_that_fails_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = small(tmp_path / "good")
    app.build(good, tmp_path / "out")
    before = sorted(path.name for path in (tmp_path / "out").rglob("*"))

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(app.exports, "write", broken)
    with pytest.raises(OSError, match="No space"):
        app.build(good, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == before
