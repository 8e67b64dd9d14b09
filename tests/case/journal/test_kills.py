"""kill -9 while deciding, with one and with four writers: nothing acknowledged is lost.

`SERVANDA_KILLS=2000` runs the long loop; `docs/reliability.md` has its figures.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from pathlib import Path

import pytest

from servanda.case import journal
from tests.case.journal.lines import note, read
from tests.case.journal.writers import run

KILLS = int(os.environ.get("SERVANDA_KILLS", "50"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are of Unix")


@pytest.mark.parametrize("writers", [1, 4])
def test_no_acknowledged_decision_is_lost_by_a_kill(tmp_path: Path, writers: int) -> None:
    begun = time.monotonic()
    total = run(tmp_path, KILLS, writers, seed=writers, longest=0.03 if KILLS <= 50 else 0.06)
    print(f"{KILLS} cycles, {writers} writers: {total} in {time.monotonic() - begun:.0f} s")
    assert total.kills == KILLS * writers
    assert total.lost == 0
    assert total.unreadable == 0
    assert total.acknowledged > KILLS // 10


def append_for(path: str, seconds: float, writer: int, said: multiprocessing.Queue[list[str]]) -> None:
    book, until, mine = journal.Journal(Path(path)), time.monotonic() + seconds, []
    while time.monotonic() < until:
        mine.append(book.append(note(len(mine), by=f"writer {writer}")).hash)
    said.put(mine)


def test_four_processes_at_once_what_is_acknowledged_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / journal.NAME
    context = multiprocessing.get_context("spawn")
    said = context.Queue()
    writers = [context.Process(target=append_for, args=(str(path), 2.0, number, said)) for number in range(4)]
    for writer in writers:
        writer.start()
    acknowledged = [hash_ for _ in writers for hash_ in said.get(timeout=60)]
    for writer in writers:
        writer.join()
    held, found = read(path)
    assert not found.problems
    assert sorted(one.hash for one in held) == sorted(acknowledged)
    assert {one.by for one in held} == {f"writer {number}" for number in range(4)}
