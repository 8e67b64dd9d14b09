"""Child processes that append in a loop and acknowledge every decision on a pipe; killed without warning."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from servanda.case import journal
from tests.case.journal.lines import note


@dataclass
class Writer:
    """A child and the pipe on which it says, in one line each, the hash of what was acknowledged."""

    pid: int
    pipe: int
    text: bytes = b""

    def listen(self) -> None:
        """Take in what it has said, without waiting."""
        while select.select([self.pipe], [], [], 0)[0]:
            said = os.read(self.pipe, 1 << 16)
            if not said:
                break
            self.text += said

    def end(self) -> list[str]:
        """Kill it, wait for it, and give all that it acknowledged in whole."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.listen()
        os.close(self.pipe)
        return self.text.decode().split("\n")[:-1]


def start(path: Path, name: str) -> Writer:
    """A child that appends until it is killed."""
    out, into = os.pipe()
    pid = os.fork()
    if pid:
        os.close(into)
        return Writer(pid, out)
    try:
        os.close(out)
        book = journal.Journal(path)
        number = 0
        while True:
            made = book.append(note(number, by=name, ids=["R1"]))
            os.write(into, f"{made.hash}\n".encode())
            number += 1
    finally:
        os._exit(1)


@dataclass
class Tally:
    """What came of many kills."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    unreadable: int = 0
    torn: int = 0
    told: set[str] = field(default_factory=set)


def run(folder: Path, kills: int, writers: int, seed: int, longest: float = 0.03, fresh: int = 50) -> Tally:
    """Kill all the writers at random moments, so many times; verify the journal after each.

    A new journal is begun after every ``fresh`` kills, so that reading it anew stays short.
    """
    chance, total = random.Random(seed), Tally()
    kept: set[str] = set()
    for cycle in range(kills):
        path = folder / f"{cycle // fresh}" / journal.NAME
        if cycle % fresh == 0:
            path.parent.mkdir(parents=True)
            kept = set()
        children = [start(path, f"writer {number}") for number in range(writers)]
        until = time.monotonic() + chance.uniform(0.001, longest)
        while time.monotonic() < until:
            time.sleep(0.001)
            for child in children:
                child.listen()
        for child in children:
            said = child.end()
            total.acknowledged += len(said)
            kept.update(said)
        total.kills += writers
        _verify(path, kept, total)
    return total


def _verify(path: Path, kept: set[str], total: Tally) -> None:
    """Nothing acknowledged is missing, and nothing but a torn tail is wrong."""
    from tests.case.journal.lines import read

    held, found = read(path) if path.exists() else ((), None)
    total.lost += len(kept - {one.hash for one in held})
    codes = [one.code for one in found.problems] if found else []
    total.torn += codes == ["journal_torn"]
    total.unreadable += any(code != "journal_torn" for code in codes)
    total.told.update(codes)
