"""Appending to the journal: acknowledged means on disk, and whatever goes wrong is told as not saved."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from servanda.case.journal.line import KEYS, START, digest, line_problem, read_line
from servanda.case.journal.line import decision as decision_of
from servanda.case.journal.meaning import meaning_problem
from servanda.case.journal.reading import Chain, torn
from servanda.guard.limits import LIMITS
from servanda.guard.text import canonical_json, plain
from servanda.model.case import Decision

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TORN = "journal.torn"  # beside the journal: pieces of lines that were never saved whole
_NOT_SAVED = "The decision was not saved"
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class JournalError(Exception):
    """The decision was not saved; the message says why, in plain words."""


def append(path: Path, fields: Mapping[str, Any]) -> Decision:
    """Append one decision and return it once it is on disk; see `Journal.append`."""
    return Journal(path).append(fields)


class Journal:
    """A journal to append to.

    All of it is verified before the first line is added, and what others added since before every
    further one.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self.path = path
        self.set_aside = 0  # bytes of torn tails moved to `TORN`
        self._forget()

    def _forget(self) -> None:
        """Trust nothing read so far: the next append reads the file from its beginning."""
        self._chain = Chain()
        self._end = 0  # bytes of whole lines taken into the chain
        self._file: tuple[int, int] | None = None

    def append(self, fields: Mapping[str, Any]) -> Decision:
        """Append one decision and return it once it is on disk.

        ``fields``: at, by, kind, and where they apply table, ids, seen_hash, value, reason, cites, undoes.
        Raises `JournalError` (nothing saved) where the journal is damaged or the line cannot be written.
        """
        raw = b""
        try:
            with _locked(self.path) as handle:
                start = self._catch_up(handle)
                made = _made(fields, self._chain)
                raw = (start + canonical_json(_fields(made)) + "\n").encode()
                self._check_size(handle, raw)
                _write(handle, raw)
        except OSError as error:
            self._forget()
            raise JournalError(f"{_NOT_SAVED}: {_words(error)}. {_left_behind(self.path, raw)}") from error
        except JournalError:
            self._forget()
            raise
        self._chain.take(raw.decode().strip("\n"))
        self._end += len(raw)
        return made

    def _catch_up(self, handle: int) -> str:
        """Take the lines that were added since; what must stand before the next one: '' or a line end."""
        status = os.fstat(handle)
        if self._file != (status.st_dev, status.st_ino) or status.st_size < self._end:
            self._forget()
            self._file = (status.st_dev, status.st_ino)
        if not status.st_size:
            _sync_folder(self.path.parent)  # so that the new file itself outlives a power cut
        added = _content(handle, self._end)
        *lines, last = added.split(b"\n")
        for line in lines:
            self._take(line)
        self._end += len(added) - len(last)
        return self._last(handle, last) if last else ""

    def _take(self, line: bytes) -> None:
        text = line.decode("utf-8", "surrogateescape")
        wrong = self._chain.take(text if self._chain.read else text.removeprefix("\ufeff"))
        if wrong:
            raise JournalError(f"{_NOT_SAVED}, because the journal is damaged: line {self._chain.read + 1}. {wrong}")

    def _last(self, handle: int, piece: bytes) -> str:
        """Take a line that lacks nothing but its end, or set a torn one aside."""
        if not torn(piece.decode("utf-8", "surrogateescape")):
            self._take(piece)
            self._end += len(piece)
            return "\n"
        _keep(self.path.with_name(TORN), piece)
        os.ftruncate(handle, self._end)
        os.fsync(handle)
        self.set_aside += len(piece)
        return ""

    def _check_size(self, handle: int, raw: bytes) -> None:
        if os.fstat(handle).st_size + len(raw) > LIMITS.journal_bytes:
            raise JournalError(f"{_NOT_SAVED}: the journal would be larger than {LIMITS.journal_bytes:,} bytes, "
                               "and could not be read again.")


# -- the line --------------------------------------------------------------------------------------------


def _made(fields: Mapping[str, Any], chain: Chain) -> Decision:
    """The decision that follows the chain; raises `JournalError` where it says nothing that can be applied."""
    unknown = set(fields) - (KEYS - {"seq", "prev", "hash"})
    if unknown:
        raise JournalError(f"{_NOT_SAVED}: it has the unknown field {plain(sorted(unknown)[0])}.")
    value: dict[str, Any] = {"table": "", "ids": [], "seen_hash": "", "value": None, "reason": "", "cites": [],
                             "undoes": None, "at": "", "by": "", "kind": "", **fields}
    value |= {"ids": list(value["ids"]), "cites": list(value["cites"]), "seq": len(chain.kept) + 1,
              "prev": chain.kept[-1].hash if chain.kept else START}
    try:
        value["hash"] = digest(value)
        wrong = line_problem(value) or _unreadable(value)
    except (TypeError, ValueError, RecursionError) as error:  # also text that no UTF-8 can hold
        raise JournalError(f"{_NOT_SAVED}: it holds something that JSON cannot.") from error
    made = decision_of(value) if not wrong else None
    wrong = wrong or (meaning_problem(made) if made else "")
    if wrong or made is None:
        raise JournalError(f"{_NOT_SAVED}: {wrong}")
    return made


def _unreadable(value: Mapping[str, Any]) -> str:
    """Why the line could not be read again, '' if it can."""
    found = read_line(canonical_json(value))
    return found if isinstance(found, str) else ""


def _fields(made: Decision) -> dict[str, Any]:
    named = {name: getattr(made, name) for name in KEYS}
    return {**named, "ids": list(made.ids), "cites": list(made.cites)}


# -- the file --------------------------------------------------------------------------------------------


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The journal opened for appending, with the only lock on it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _FLAGS, 0o644)
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        with suppress(OSError):  # the line is synced by then, or was cut
            os.close(handle)


def _content(handle: int, start: int) -> bytes:
    os.lseek(handle, start, os.SEEK_SET)
    return b"".join(iter(lambda: os.read(handle, 1 << 20), b""))


def _write(handle: int, raw: bytes) -> None:
    """Write a whole line to disk; else cut off what was written of it and raise ``OSError``.

    A failed fsync is never tried again: the kernel may have dropped the pages and call them clean.
    """
    size = os.fstat(handle).st_size
    try:
        if os.write(handle, raw) != len(raw):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except OSError:
        with suppress(OSError):  # what cannot be cut is a torn tail, named at the next reading
            os.ftruncate(handle, size)
        raise


def _keep(path: Path, piece: bytes) -> None:
    """Add a torn piece to the file beside the journal, and see it to disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _FLAGS, 0o644)
    try:
        _write(handle, piece + b"\n")
    finally:
        with suppress(OSError):
            os.close(handle)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """See the entries of a folder to disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        with suppress(OSError):
            os.close(handle)


def _words(error: OSError) -> str:
    """What the system says, for a person."""
    said = {errno.ENOSPC: "no space is left on the disk", errno.EDQUOT: "no space is left for you on the disk",
            errno.EIO: "the disk reported an error", errno.EROFS: "the disk is read-only",
            errno.EACCES: "you may not write there", errno.EPERM: "you may not write there",
            errno.ELOOP: "the journal is a link", errno.EISDIR: "there is a folder of that name"}
    return said.get(error.errno or 0, (error.strerror or "the file cannot be written").lower())


def _left_behind(path: Path, raw: bytes) -> str:
    """What the file holds after a failure, read anew."""
    try:
        handle = os.open(path, os.O_RDONLY | _FLAGS)
        try:
            content = _content(handle, 0)
        finally:
            os.close(handle)
    except OSError:
        return "The journal cannot be read just now; run `servanda check` before you decide again."
    if raw and content.endswith(raw):
        return ("Its line stands in the journal all the same, but may not outlive a power cut; run `servanda check` "
                "and look whether it is there before you decide again.")
    if content and not content.endswith(b"\n") and torn(content.rpartition(b"\n")[2].decode("utf-8", "replace")):
        return "A piece of a line is left at the end of the journal; the next decision sets it aside."
    return "The journal is as it was."
