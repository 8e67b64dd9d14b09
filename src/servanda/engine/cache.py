"""What a build may find again: tables in files of the user's own cache folder, under a hash of all they depend on.

An entry is one database file named ``<key>.<kin>.<hash of its bytes>.duckdb``.  It is written aside and renamed, so a
killed process leaves no half of one, and two writers leave two whole ones.  Before an entry is opened its bytes are
hashed: what does not match its name is taken away and made anew.  Nothing but time depends on what lies here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import duckdb
import numpy as np

MOST = 4 * 2**30  # bytes; what was used least recently goes first
KEPT = 2  # entries of one kin
ENDING = ".duckdb"
_OFF = ("", "0", "off", "no")


class Cache:
    """A folder of entries that only its owner can read; where that cannot be had, nothing is found and nothing kept."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        """``most``: bytes that all entries together may take."""
        self.folder, self.most = folder, most

    @property
    def usable(self) -> bool:
        """Whether the folder is there, or can be made, and is ours alone; a link is never followed."""
        try:
            if not self.folder.exists():
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                self.folder.mkdir(mode=0o700, exist_ok=True)
            found = self.folder.lstat()
        except OSError:
            return False
        owner = getattr(os, "getuid", None)  # a system that cannot say whose a folder is has no cache
        return bool(owner and stat.S_ISDIR(found.st_mode) and found.st_uid == owner() and not found.st_mode & 0o077)

    def held(self, key: str) -> Iterator[Path]:
        """Undamaged entries of a key, the one used last first; each counts as used now."""
        return self._sound(f"{key}.*{ENDING}")

    def kin(self, kin: str) -> Iterator[Path]:
        """Undamaged entries of a kin, the one used last first."""
        return self._sound(f"*.{kin}.*{ENDING}")

    def _sound(self, pattern: str) -> Iterator[Path]:
        for path in self._by_age(self.folder.glob(pattern)):
            try:
                sound = not path.is_symlink() and _hash(path) == path.name.split(".")[2]
                if sound:
                    os.utime(path)
                else:
                    path.unlink()
            except OSError:
                continue
            if sound:
                yield path

    def aside(self) -> Path:
        """A name to write to; hidden from every search."""
        return self.folder / f".{secrets.token_hex(8)}"

    def keep(self, written: Path, key: str, kin: str) -> None:
        """Make an entry of a file that was written aside; older ones of its kin, and what is too much, go."""
        written.chmod(0o600)
        written.rename(self.folder / f"{key}.{kin}.{_hash(written)}{ENDING}")
        for path in [*self._by_age(self.folder.glob(f"*.{kin}.*{ENDING}"))][KEPT:]:
            path.unlink(missing_ok=True)
        self._bound()

    def _bound(self) -> None:
        """Take away what was used least recently, pieces that a killed process left among it."""
        left = self.most
        for path in self._by_age(self.folder.iterdir()):
            with contextlib.suppress(FileNotFoundError):
                left -= path.lstat().st_size
                if left < 0 and not path.is_dir():
                    path.unlink()

    def _by_age(self, paths: Iterable[Path]) -> list[Path]:
        """The newest first."""
        dated = []
        for path in paths:
            with contextlib.suppress(OSError):
                dated.append((-path.lstat().st_mtime_ns, path))
        return [path for _, path in sorted(dated)]


def usual() -> Cache | None:
    """The cache that the environment names: SERVANDA_CACHE (`off` for none), else `servanda` in the user's cache."""
    given = os.environ.get("SERVANDA_CACHE")
    if given is not None and given.lower() in _OFF:
        return None
    if given:
        return Cache(Path(given).absolute())
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return Cache((Path(home) if Path(home).is_absolute() else Path.home() / ".cache") / "servanda")
    except RuntimeError:  # nobody's home
        return None


def key(*parts: object) -> str:
    """A key of values whose ``repr`` says all of them, under the version of this code."""
    return hashlib.sha256("\x1e".join([stamp(), *map(repr, parts)]).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def line(columns: Iterable[str]) -> str:
    """SQL: one text a row, from which each of these columns can be told."""
    return " || ".join(f"coalesce(length(CAST({column} AS VARCHAR)) || ':' || CAST({column} AS VARCHAR), '-')"
                       for column in columns)


@cache
def stamp() -> str:
    """The version of the code: every file of this package, and what it computes with."""
    root = Path(__file__).resolve().parent.parent
    made = hashlib.sha256(f"{sys.version} {duckdb.__version__} {np.__version__}".encode())
    for path in sorted(root.rglob("*.py")):
        made.update(f"{path.relative_to(root)}\0{_hash(path)}\0".encode())
    return made.hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
