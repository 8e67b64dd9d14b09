"""A power cut at every moment: what was not synced is dropped, torn, or zeros; what was acknowledged stays.

The calls that the journal makes are recorded on a real folder.  For every prefix of them each state is laid out
that a disk may hold then: of every file what its last sync saw, with none, some or all of what came after, the
last write torn or all zeros; a new file is there only if its folder was synced after it was made.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from servanda.case import journal
from servanda.case.journal import appending
from tests.case.journal.lines import chain, note, read

Call = tuple[str, str, Any]  # what, file name ('' = the folder), bytes or size or decision
CREATED, WRITTEN, CUT, SYNCED, SAVED = "created", "written", "cut", "synced", "saved"


@dataclass
class Recorder:
    """`os` as the journal sees it; every call that changes the disk is noted once it is done."""

    calls: list[Call] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        new = not Path(path).exists()
        handle = os.open(path, flags, mode)
        self.names[handle] = "" if stat.S_ISDIR(os.fstat(handle).st_mode) else Path(path).name
        if new:
            self.calls.append((CREATED, self.names[handle], None))
        return handle

    def write(self, handle: int, raw: bytes) -> int:
        self.calls.append((WRITTEN, self.names[handle], raw))
        return os.write(handle, raw)

    def ftruncate(self, handle: int, size: int) -> None:
        self.calls.append((CUT, self.names[handle], size))
        os.ftruncate(handle, size)

    def fsync(self, handle: int) -> None:
        os.fsync(handle)
        self.calls.append((SYNCED, self.names[handle], None))


def recorded(path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """The calls of so many decisions, with a mark where each was acknowledged."""
    recorder = Recorder()
    with monkeypatch.context() as patch:
        patch.setattr(appending, "os", recorder)
        for number in range(count):
            recorder.calls.append((SAVED, "", journal.append(path, note(number))))
    return recorder.calls


def applied(content: bytes, call: Call) -> bytes:
    """A file's content after one more write or cut."""
    return content + call[2] if call[0] == WRITTEN else content[:call[2]]


def contents(held: bytes, pending: list[Call], *, zeros: bool) -> Iterator[bytes]:
    """What a file may hold: its last synced content with none, some or all of what came after it."""
    yield held
    for place, call in enumerate(pending):
        before = held
        for earlier in pending[:place]:
            before = applied(before, earlier)
        if call[0] == WRITTEN:
            yield before + call[2][:len(call[2]) // 2]
            if zeros:
                yield before + b"\0" * len(call[2])
        yield applied(before, call)


def disks(start: dict[str, bytes], calls: list[Call], *, zeros: bool = True) -> Iterator[dict[str, bytes]]:
    """Every state of the disk after a cut; files vary one at a time, and all at once at both ends."""
    held, pending, lasting = dict(start), {name: list[Call]() for name in start}, set(start)
    for call in calls:
        what, name, _ = call
        if what == CREATED:
            held[name], pending[name] = b"", []
        elif what in (WRITTEN, CUT):
            pending[name].append(call)
        elif what == SYNCED and name:
            for earlier in pending[name]:
                held[name] = applied(held[name], earlier)
            pending[name] = []
        elif what == SYNCED:
            lasting |= set(held)
    for there in (lasting, set(held)):
        yield {name: held[name] for name in there}
        for name in there:
            for content in contents(held[name], pending[name], zeros=zeros):
                yield {**{other: held[other] for other in there}, name: content}


# Zeros right behind a line that an editor left without its end damage that line too: told in docs/reliability.md.
UNENDED = "a line that lacks its end"
STARTS: dict[str, dict[str, bytes]] = {
    "no journal": {},
    "an empty journal": {journal.NAME: b""},
    "three decisions": {journal.NAME: "".join(chain(3)).encode()},
    "three decisions, and a torn one": {journal.NAME: "".join(chain(3)).encode() + b'{"at":"2030'},
    UNENDED: {journal.NAME: "".join(chain(3)).rstrip("\n").encode()},
    "torn, and torn before": {journal.NAME: "".join(chain(2)).encode() + b'{"by', journal.TORN: b"older\n"},
}


@pytest.mark.parametrize("name", STARTS)
def test_what_was_acknowledged_outlives_a_power_cut_at_any_moment(
        name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start, live = STARTS[name], tmp_path / "live"
    live.mkdir()
    for file, content in start.items():
        (live / file).write_bytes(content)
    calls = recorded(live / journal.NAME, 3, monkeypatch)
    first = len(read(live / journal.NAME)[0]) - 3
    states = 0
    for cut in range(len(calls) + 1):
        acknowledged = first + sum(call[0] == SAVED for call in calls[:cut])
        for number, disk in enumerate(disks(start, calls[:cut], zeros=name != UNENDED)):
            folder = tmp_path / f"{cut}-{number}"
            folder.mkdir()
            for file, content in disk.items():
                (folder / file).write_bytes(content)
            path = folder / journal.NAME
            decisions, found = read(path) if path.exists() else ((), None)
            assert len(decisions) >= acknowledged, (cut, number, calls[:cut])
            assert {one.code for one in found.problems} <= {"journal_torn"} if found else acknowledged == 0
            pieces = start.get(journal.NAME, b"").rpartition(b"\n")[2]
            if name.startswith(("three decisions, and", "torn")):
                kept = disk.get(journal.NAME, b"") + disk.get(journal.TORN, b"")
                assert pieces in kept, "a torn piece was lost"
            after = journal.append(path, note(99))
            assert read(path)[0][-1] == after
            states += 1
    assert states > 15


def test_the_model_of_the_disk_notices_a_missing_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = recorded(tmp_path / journal.NAME, 1, monkeypatch)
    kept = [call for call in calls if call[:2] != (SYNCED, journal.NAME)]
    assert b"" in [disk.get(journal.NAME) for disk in disks({}, kept)]
    unlisted = [call for call in calls if call[:2] != (SYNCED, "")]
    assert {} in list(disks({}, unlisted))
    assert all(disk.get(journal.NAME, b"").endswith(b"}\n") for disk in disks({}, calls))
