"""Outputs are swapped in whole: a failure leaves the old ones, a folder of somebody else is left alone."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from servanda.publish import swap


def fill(target: Path, text: str) -> None:
    with swap.folder(target) as aside:
        for number in range(20):
            (aside / f"{number}.txt").write_text(text, encoding="utf-8")


def texts(target: Path) -> set[str]:
    return {path.read_text(encoding="utf-8") for path in target.glob("*.txt")}


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_folder_takes_the_place_of_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                   exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda first, second: False)
    fill(tmp_path / "site", "old")
    fill(tmp_path / "site", "new")
    assert texts(tmp_path / "site") == {"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    fill(tmp_path / "site", "old")
    with pytest.raises(RuntimeError), swap.folder(tmp_path / "site") as aside:
        (aside / "0.txt").write_text("half", encoding="utf-8")
        raise RuntimeError
    assert texts(tmp_path / "site") == {"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failed_rename_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "site", "old")
    monkeypatch.setattr(swap, "_exchange", lambda first, second: False)
    rename, calls = Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError("full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="full"):
        fill(tmp_path / "site", "new")
    assert texts(tmp_path / "site") == {"old"}


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(swap.NotOurs):
        fill(tmp_path / "site", "new")
    assert texts(tmp_path / "site") == {"mine"}


def test_killed_at_any_moment_one_whole_folder_remains(tmp_path: Path) -> None:
    fill(tmp_path / "site", "0")
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from tests.publish.test_swap import fill
        number = 0
        print("ready", flush=True)
        while True:
            number += 1
            fill(Path(sys.argv[1]), str(number))
    """)
    for wait in (0.01, 0.03, 0.05, 0.08):
        process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "site")], stdout=subprocess.PIPE,
                                   env={"PYTHONPATH": ":".join(sys.path)})
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.kill()
        process.wait()
        process.stdout.close()
        assert len(list((tmp_path / "site").glob("*.txt"))) == 20
        assert len(texts(tmp_path / "site")) == 1


def test_a_link_laid_where_a_file_is_written_aside_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    (tmp_path / ".manifest.json.aside").symlink_to(other)
    swap.file(tmp_path / "manifest.json", b"{}")
    assert other.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "manifest.json").read_bytes() == b"{}"
