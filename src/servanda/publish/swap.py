"""Folders and files written aside and swapped in by rename, so that a crash leaves the old ones."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from servanda.case.placing import put

MARK = ".servanda"
_MARK_TEXT = "Made by servanda. The whole folder is replaced at each build: keep nothing of your own here.\n"
_AT_FDCWD, _EXCHANGE = -100, 2


class NotOurs(Exception):
    """A folder of that name exists and was not made by servanda; it is left alone."""


def check_ours(target: Path) -> None:
    """Raise ``NotOurs`` if ``target`` holds files that servanda did not make."""
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise NotOurs(f"{target.name}/ holds files that servanda did not make; choose another folder")


def mark(target: Path) -> None:
    """Make ``target`` a folder of servanda's; raises ``NotOurs`` as `check_ours` does."""
    check_ours(target)
    target.mkdir(parents=True, exist_ok=True)
    (target / MARK).write_text(_MARK_TEXT, encoding="utf-8", newline="\n")


@contextmanager
def folder(target: Path) -> Iterator[Path]:
    """A fresh folder beside ``target`` to write into; on success it takes the place of ``target``.

    Raises ``NotOurs`` if ``target`` holds files that servanda did not make.  If the block raises,
    ``target`` stays as it was.
    """
    check_ours(target)
    with fresh(target) as aside:
        (aside / MARK).write_text(_MARK_TEXT, encoding="utf-8", newline="\n")
        yield aside


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """As `folder`, without our mark and without asking whose ``target`` is: the caller has seen to that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        aside.chmod(0o755)
        yield aside
        _sync(aside)
        _replace(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def file(target: Path, content: bytes) -> None:
    """Replace one file: written aside, synced, renamed."""
    put(target, content)


def stream(target: Path, pieces: Iterable[bytes]) -> None:
    """Replace one file by bytes that come piece by piece: written aside, synced, renamed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in pieces:
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        aside.chmod(0o644)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Flush every file to disk before the rename, so that a power cut cannot leave empty ones."""
    for item in sorted(path.rglob("*")):
        if item.is_file():
            with item.open("rb") as handle:
                os.fsync(handle.fileno())


def _replace(aside: Path, target: Path) -> None:
    """Swap at once where the system can; else two renames, undone if the second fails."""
    if not target.exists():
        aside.rename(target)
    elif not _exchange(aside, target):
        old = aside.with_name(f"{aside.name}.old")
        target.rename(old)
        try:
            aside.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange(first: Path, second: Path) -> bool:
    """Linux `renameat2(RENAME_EXCHANGE)`: both names change places in one step; False if not offered."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _EXCHANGE) == 0)
