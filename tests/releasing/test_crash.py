"""Killed at any moment while a bundle is written, the last whole one is there and holds."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from servanda.publish.bundle import write
from servanda.publish.bundle.check import check
from tests.releasing import small


def _parts(number: int) -> dict[str, Any]:
    """Parts that write many small files, each of which tells the number of its bundle."""
    def part(material: Any, place: Path) -> Any:
        (place / "site").mkdir()
        for name in range(12):
            (place / "site" / f"{name}.html").write_text(f"{number}\n" * 200)
        return material

    return {"site": part}


def _write(target: Path, number: int, packed: bool) -> None:
    write.PARTS.clear()
    write.PARTS.update(_parts(number))
    write.write(target, None, small.record(), small.KEY, packed=packed)  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", [True, False])
def test_killed_at_thirty_random_moments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setattr(write, "PARTS", {})
    target = tmp_path / ("bundle.zip" if packed else "bundle")
    _write(target, 0, packed)
    draw, written = random.Random(packed), set()
    for attempt in range(30):
        heard, said = os.pipe()
        child = os.fork()
        if not child:
            try:
                for number in range(attempt * 1_000 + 1, 1_000_000):
                    _write(target, number, packed)
                    os.write(said, b".")
            finally:
                os._exit(1)
        os.read(heard, 1)  # one is written; the next is under way
        time.sleep(draw.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(heard)
        os.close(said)
        found = check(target, small.KEY.public.fingerprint)
        assert found.holds, found.wrong
        written.add(target.read_bytes() if packed else (target / "site" / "0.html").read_bytes())
    assert len(written) == 30  # each attempt wrote at least one anew before it was killed
    _write(target, 7, packed)
    assert check(target, small.KEY.public.fingerprint).holds


def test_a_failure_leaves_the_bundle_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "PARTS", {})
    for packed, name in ((True, "bundle.zip"), (False, "bundle")):
        _write(tmp_path / name, 1, packed)

        def fails(material: Any, place: Path) -> Any:
            raise OSError("full")

        write.PARTS["exports"] = fails
        with pytest.raises(OSError, match="full"):
            write.write(tmp_path / name, None, small.record(), small.KEY, packed=packed)  # type: ignore[arg-type]
        assert check(tmp_path / name).holds
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "bundle.zip"]
