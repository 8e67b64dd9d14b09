"""Faults: the k-th call of the system fails, for every k until a run has none; always told as not saved."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from servanda.case import journal
from servanda.case.journal import appending
from servanda.case.open import open_case
from tests.case.journal.lines import note, read

CALLS = ("open", "write", "fsync", "ftruncate", "rename", "read", "lseek", "fstat")


class Faulty:
    """`os` as the journal sees it, with one call, or all from one on, failing."""

    def __init__(self, fail_at: int, code: int, *, calls: tuple[str, ...] = CALLS, after: bool = False,
                 short: bool = False) -> None:
        self.left, self.code, self.calls, self.after, self.short = fail_at, code, calls, after, short
        self.done: list[str] = []
        self.syncs_failed: list[int] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._wrapped(name, real) if name in self.calls else real

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.done.append(name)
            self.left -= 1
            if self.left > 0 or self.left < 0 and not self.after:
                return real(*arguments)
            if name == "fsync":
                assert arguments[0] not in self.syncs_failed, "a failed fsync was tried again"
                self.syncs_failed.append(arguments[0])
            if name == "write" and self.short:
                return real(arguments[0], arguments[1][:len(arguments[1]) // 2])
            raise OSError(self.code, os.strerror(self.code))

        return call


def attempt(path: Path, faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> str:
    """Append one decision; '' if it was saved, else what the person is told."""
    with monkeypatch.context() as patch:
        patch.setattr(appending, "os", faulty)
        try:
            journal.append(path, note(7))
        except journal.JournalError as told:
            return str(told)
    return ""


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("tail", [b"", b'{"at":"2030', "new"])
def test_whatever_call_fails_it_is_told_and_the_folder_opens(
        river_copy: Path, monkeypatch: pytest.MonkeyPatch, code: int, short: bool, after: bool,
        tail: bytes | str) -> None:
    path, torn = river_copy / journal.NAME, river_copy / journal.TORN
    whole = path.read_bytes() if isinstance(tail, bytes) else b""
    held = whole.count(b"\n")
    for fail_at in range(1, 60):
        torn.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if isinstance(tail, bytes):
            path.write_bytes(whole + tail)
        faulty = Faulty(fail_at, code, after=after, short=short)
        told = attempt(path, faulty, monkeypatch)
        if not told:
            assert len(faulty.done) < fail_at, "a fault passed in silence"
            break
        assert told.startswith("The decision was not saved")
        assert "Errno" not in told
        case = open_case(river_copy)
        problems = [one.code for one in case.problems if one.file == journal.NAME]
        stands = "stands in the journal all the same" in told
        assert len(case.decisions) == held + stands or "cannot be read just now" in told
        assert problems in ([], ["journal_torn"])
        saved = journal.append(path, note(8))  # the disk is well again
        after_all, found = read(path)
        assert after_all[-1] == saved
        assert not found.problems
        assert path.read_bytes().startswith(whole)
        if isinstance(tail, bytes) and tail:
            assert tail in torn.read_bytes()
    else:
        pytest.fail("no run without a fault")


def test_what_was_written_of_a_line_is_cut_off_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / journal.NAME
    journal.append(path, note())
    before = path.read_bytes()
    for faulty in (Faulty(1, errno.ENOSPC, calls=("write",)), Faulty(1, errno.ENOSPC, calls=("write",), short=True),
                   Faulty(1, errno.EIO, calls=("fsync",))):
        told = attempt(path, faulty, monkeypatch)
        assert "The journal is as it was." in told
        assert path.read_bytes() == before
    assert "the disk reported an error" in told


def test_a_line_that_cannot_be_cut_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / journal.NAME
    journal.append(path, note())
    told = attempt(path, Faulty(1, errno.EIO, calls=("fsync", "ftruncate"), after=True), monkeypatch)
    assert "stands in the journal all the same, but may not outlive a power cut" in told
    told = attempt(path, Faulty(1, errno.ENOSPC, calls=("write", "ftruncate"), after=True, short=True), monkeypatch)
    assert "the next decision sets it aside" in told
    assert [one.code for one in read(path)[1].problems] == ["journal_torn"]


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to(path.with_name("gone")),
                                  lambda path: path.parent.rmdir()])
def test_a_journal_that_is_no_file_is_refused_in_words(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    make(folder / journal.NAME)
    with pytest.raises(journal.JournalError, match="not saved") as told:
        journal.append(folder / journal.NAME, note())
    assert "Errno" not in str(told.value)


def test_a_journal_too_large_to_be_read_again_takes_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / journal.NAME
    journal.append(path, note())
    monkeypatch.setattr(appending, "LIMITS", type("Limits", (), {"journal_bytes": 400}))
    with pytest.raises(journal.JournalError, match="larger than 400 bytes"):
        journal.append(path, note())
    assert len(read(path)[0]) == 1
