"""What a bundle holds, folder or zip, in the only form that is allowed: anything odd about it is refused by name.

A bundle's zip is stored, not packed, so that its names, sizes and contents settle every byte of it.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from servanda.guard.files import opened
from servanda.guard.limits import LIMITS
from servanda.guard.text import plain, quoted
from servanda.model.problems import Problem

_STEP = 1 << 20
_MOST_ENTRIES = 0xFFFF - 1  # what a zip without 64-bit extensions can list
_MOST_BYTES = 0xFFFFFFFF - 1
_MOST_DIRECTORY = 64_000_000
# 1980-01-01 00:00, the first time that a zip can tell; a plain file that its owner may write and all may read.
_VERSION, _STORED, _TIME, _DATE = 20, 0, 0, (1 << 5) | 1
_MADE_BY, _MODE = (3 << 8) | 20, (stat.S_IFREG | 0o644) << 16
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")


class BadBundle(Exception):
    """The bundle is not of the one form; ``reasons`` say why, one sentence each."""

    def __init__(self, *reasons: str) -> None:
        """Keep the reasons."""
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Entry:
    """One file of a bundle: its path there, its size in bytes, and the sha256 of its content."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Bundle:
    """A bundle that is of the right form: its files in code-point order of their paths, and their bytes on request."""

    entries: tuple[Entry, ...]
    _content: Callable[[str], Iterator[bytes]]

    def paths(self) -> tuple[str, ...]:
        """The paths of all files."""
        return tuple(entry.path for entry in self.entries)

    def read(self, path: str, most: int = LIMITS.json_bytes) -> bytes:
        """The bytes of one file; raises `BadBundle` if there is none, or if it is larger than ``most``."""
        entry = next((one for one in self.entries if one.path == path), None)
        if entry is None:
            raise BadBundle(f"It holds no {quoted(path)}")
        if entry.size > most:
            raise BadBundle(f"{quoted(path)} is larger than {most:,} bytes")
        content = b"".join(self._content(path))
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise BadBundle(f"{quoted(path)} changed while it was being read")
        return content


@contextmanager
def opened_bundle(place: Path) -> Iterator[Bundle]:
    """The bundle at a place, a folder or a zip, every byte of it looked at.  Raises `BadBundle`, ``OSError``."""
    if place.is_symlink():
        raise BadBundle("It is a link, not a bundle")
    if place.is_dir():
        yield _folder(place)
        return
    if not place.is_file():
        raise BadBundle("There is no such folder or zip")
    with place.open("rb") as file:
        yield _zip(file)


# -- folders ---------------------------------------------------------------------------------------------


def _folder(root: Path) -> Bundle:
    reasons: list[str] = []
    found = sorted(_walked(root, "", reasons))
    _check_names(found, reasons)
    if reasons:
        raise BadBundle(*reasons)

    def content(path: str) -> Iterator[bytes]:
        held = opened(root, path, LIMITS.table_bytes)
        if isinstance(held, Problem):
            raise BadBundle(held.message.rstrip("."))
        with held:
            yield from _read(held)

    return Bundle(tuple(_entry(path, content(path)) for path in found), content)


def _walked(root: Path, folder: str, reasons: list[str]) -> Iterator[str]:
    """Paths of all plain files below a folder; links, devices and empty folders become reasons."""
    if folder.count("/") > LIMITS.folder_depth:
        reasons.append(f"Folders are nested more than {LIMITS.folder_depth} deep")
        return
    empty = True
    with os.scandir(root / folder) as scanned:
        for entry in scanned:
            empty, path = False, folder + entry.name
            if entry.is_symlink():
                reasons.append(f"{quoted(path)} is a link")
            elif entry.is_dir(follow_symlinks=False):
                yield from _walked(root, f"{path}/", reasons)
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                reasons.append(f"{quoted(path)} is a pipe, a device or the like")
    if empty:
        reasons.append(f"{quoted(folder.rstrip('/'))} is an empty folder" if folder else "The folder is empty")


def _entry(path: str, content: Iterator[bytes]) -> Entry:
    digest, size = hashlib.sha256(), 0
    for piece in content:
        digest.update(piece)
        size += len(piece)
    return Entry(path, size, digest.hexdigest())


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_STEP):
        yield piece


# -- names -----------------------------------------------------------------------------------------------


def _check_names(paths: list[str], reasons: list[str]) -> None:
    """Add a reason for every name that leads out of the bundle, hides something, or is another's twin."""
    if len(paths) > LIMITS.folder_files:
        reasons.append(f"It holds more than {LIMITS.folder_files:,} files")
        return
    seen: dict[str, str] = {}
    for path in paths:
        wrong = name_problem(path)
        if wrong:
            reasons.append(f"{quoted(path)} {wrong}")
        key = unicodedata.normalize("NFC", path).casefold()
        if key in seen:
            reasons.append(f"{quoted(seen[key])} and {quoted(path)} are one name where case is not told apart"
                           if seen[key] != path else f"{quoted(path)} is held twice")
        seen.setdefault(key, path)


def name_problem(path: str) -> str:
    """What is wrong with the path of a file in a bundle, '' if nothing is."""
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or not all(parts) or {".", ".."} & set(parts):
        return "is a name that leads out of the bundle, or nowhere"
    if plain(path) != path or any(len(part.encode("utf-8", "surrogatepass")) > LIMITS.name_characters
                                  for part in parts):
        return "is a name that is too long or has hidden characters"
    return "is a hidden file" if any(part.startswith(".") for part in parts) else ""


# -- zips ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Stored:
    """What the directory of a zip says of one file; ``at`` is where its content begins."""

    path: str
    crc: int
    size: int
    at: int


def stored(files: Mapping[str, Path]) -> Iterator[bytes]:
    """The bytes of the one zip that holds these files (path in the bundle -> where it lies), piece by piece.

    Raises ``ValueError`` where they are too many or too large for a zip.
    """
    listed: list[tuple[str, int, int]] = []
    for path in sorted(files):
        crc, size = 0, 0
        for piece in _pieces(files[path]):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
        listed.append((path, crc, size))
    if len(listed) > _MOST_ENTRIES or sum(30 + 46 + 2 * 4_000 + size for _, _, size in listed) > _MOST_BYTES:
        raise ValueError("the bundle is too large for a zip; write it as a folder")
    for path, crc, size in listed:
        yield _local(path, crc, size)
        yield from _pieces(files[path])
    yield _directory(listed)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _read(file)


def _local(path: str, crc: int, size: int) -> bytes:
    name = path.encode()
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, _flags(path), _STORED, _TIME, _DATE, crc, size, size, len(name),
                       0) + name


def _flags(path: str) -> int:
    """UTF-8 is told where a name needs it, as common tools do."""
    return 0 if path.isascii() else 0x0800


def _directory(listed: Iterable[tuple[str, int, int]]) -> bytes:
    """The directory of a zip and its end, for files in this order: path, checksum, size."""
    out, at, count = io.BytesIO(), 0, 0
    for path, crc, size in listed:
        name = path.encode()
        out.write(_CENTRAL.pack(b"PK\x01\x02", _MADE_BY, _VERSION, _flags(path), _STORED, _TIME, _DATE, crc, size, size,
                                len(name), 0, 0, 0, 0, _MODE, at) + name)
        at, count = at + _LOCAL.size + len(name) + size, count + 1
    length = out.tell()
    out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, length, at, 0))
    return out.getvalue()


def _zip(file: IO[bytes]) -> Bundle:
    """A zip of which every byte is where it must be."""
    size = file.seek(0, os.SEEK_END)
    listed = _listed(file, size)
    reasons: list[str] = []
    _check_names([one.path for one in listed], reasons)
    if [one.path for one in listed] != sorted(one.path for one in listed):
        reasons.append("Its files are not in order")
    if reasons:
        raise BadBundle(*reasons)
    entries = []
    for one in listed:
        file.seek(one.at - _LOCAL.size - len(one.path.encode()))
        head = _local(one.path, one.crc, one.size)
        if file.read(len(head)) != head:
            raise BadBundle(f"The head of {quoted(one.path)} does not agree with the directory")
        entries.append(_entry(one.path, _part(file, one)))
    held = {one.path: one for one in listed}
    return Bundle(tuple(entries), lambda path: _part(file, held[path]))


def _listed(file: IO[bytes], size: int) -> list[_Stored]:
    """What the directory lists; raises `BadBundle` unless directory and end are the ones that these files have."""
    if size < _END.size:
        raise BadBundle("It is no zip")
    file.seek(size - _END.size)
    mark, _, _, _, count, length, start, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\x05\x06" or comment or start + length + _END.size != size:
        raise BadBundle("It is no zip, it is cut short, or something follows its end")
    if length > _MOST_DIRECTORY:
        raise BadBundle("The directory of the zip is too large")
    file.seek(start)
    directory = file.read(length)
    listed: list[_Stored] = []
    place = at = 0
    for _ in range(count):
        if place + _CENTRAL.size > length:
            raise BadBundle("The directory of the zip is cut short")
        fields = _CENTRAL.unpack_from(directory, place)
        crc, packed, name_size = fields[7], fields[8], fields[10]
        place += _CENTRAL.size + name_size
        path = _named(directory[place - name_size:place])
        at += _LOCAL.size + name_size
        listed.append(_Stored(path, crc, packed, at))
        at += packed
    file.seek(start)
    if at != start or file.read() != _directory((one.path, one.crc, one.size) for one in listed):
        reasons: list[str] = []
        _check_names([one.path for one in listed], reasons)
        raise BadBundle(*reasons, "The zip is not of the one form that a bundle has: stored, in order, without dates, "
                        "comments, links, or anything between its files")
    return listed


def _named(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise BadBundle("The zip holds a name that is not UTF-8") from error


def _part(file: IO[bytes], one: _Stored) -> Iterator[bytes]:
    """The content of one file of a zip; raises `BadBundle` at its end if its checksum is wrong."""
    left, crc = one.size, 0
    while left:
        file.seek(one.at + one.size - left)
        piece = file.read(min(left, _STEP))
        if not piece:
            raise BadBundle(f"{quoted(one.path)} is cut short")
        left, crc = left - len(piece), zlib.crc32(piece, crc)
        yield piece
    if crc != one.crc:
        raise BadBundle(f"{quoted(one.path)} does not agree with its checksum")
