"""Unpack a zip of others into a fresh folder: names of our own, everything counted as it streams, all or nothing."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from servanda.guard.files import opened
from servanda.guard.limits import LIMITS
from servanda.guard.text import plain, quoted
from servanda.model.problems import Problem, problem

# Endings that an unpacked file keeps; any other file gets none.
KEPT = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".geojson", ".yaml", ".xml", ".kml", ".html", ".parquet", ".pdf")
# How archives begin: zip, gzip, bzip2, xz, 7z, rar, zstd.
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07",
           b"\x28\xb5\x2f\xfd")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STEP = 1 << 16
_ENTRY_BYTES = 1_000  # more than the directory of an archive needs for one file
_MEND = "Unpack it yourself, look at what it holds, and give the files one by one."


@dataclass(frozen=True)
class Unpacked:
    """One file of an archive: its name there (made visible), where it lies now, its size and digest."""

    name: str
    path: Path
    size: int
    sha256: str


class _Refused(Exception):
    """The archive is not unpacked; says why."""

    def __init__(self, message: str, code: str = "archive_refused") -> None:
        super().__init__(message)
        self.code = code


def unzip(root: Path, name: str, target: Path) -> tuple[tuple[Unpacked, ...], list[Problem]]:
    """Unpack ``root/name`` into the existing empty folder ``target``; nothing is left there if there is a problem.

    The files are called ``0001.csv``, ``0002`` and so on, whatever the archive calls them.
    """
    source = opened(root, name, LIMITS.archive_bytes)
    if isinstance(source, Problem):
        return (), [source]
    written: list[Path] = []
    try:
        with source:
            return tuple(_files(source, target, written)), []
    except _Refused as refused:
        found = problem(refused.code, plain(name), 0, str(refused), mend=_MEND)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError, ValueError):
        found = problem("archive_refused", plain(name), 0, "The archive is damaged, cut short, or no zip at all.",
                        mend="Fetch it again.")
    except OSError as error:
        found = problem("archive_refused", plain(name), 0, f"The archive cannot be unpacked: {error.strerror}.")
    for path in written:
        path.unlink(missing_ok=True)
    return (), [found]


def _files(source: IO[bytes], target: Path, written: list[Path]) -> Iterator[Unpacked]:
    size = source.seek(0, os.SEEK_END)
    _check_directory(source, size)
    with zipfile.ZipFile(source) as archive:
        members = archive.infolist()
        _check_members(members)
        meter = _Meter(size)
        for number, member in enumerate((one for one in members if not one.is_dir()), 1):
            path = target / f"{number:04d}{_ending(member.filename)}"
            with archive.open(member) as packed, path.open("xb") as file:
                written.append(path)
                yield Unpacked(plain(member.filename), path, *_copied(packed, file, member.filename, meter))


def _check_directory(source: IO[bytes], size: int) -> None:
    """Refuse a directory that is too large to be read at all (it is read whole, before anything is counted)."""
    source.seek(max(0, size - 66_000))
    tail = source.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        raise zipfile.BadZipFile
    if tail.rfind(b"PK\x06\x07", 0, end) >= 0 or struct.unpack_from("<I", tail, end + 12)[0] > (
            LIMITS.archive_files * _ENTRY_BYTES):
        raise _Refused(f"The archive lists more than {LIMITS.archive_files:,} files.", "file_too_large")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory says; sizes are not believed here but counted later."""
    if len(members) > LIMITS.archive_files:
        raise _Refused(f"The archive holds {len(members):,} files; at most {LIMITS.archive_files:,} are unpacked.",
                       "file_too_large")
    seen: set[str] = set()
    for member in members:
        wrong = _member_problem(member)
        if wrong:
            raise _Refused(f"The archive holds {quoted(member.orig_filename)}, {wrong}.")
        key = unicodedata.normalize("NFC", member.filename).casefold().rstrip("/")
        if key in seen:
            raise _Refused(f"The archive holds two files of the name {quoted(member.filename)}.")
        seen.add(key)


def _member_problem(member: zipfile.ZipInfo) -> str:
    """What is wrong with an entry, '' if nothing is."""
    name, mode = member.orig_filename, member.external_attr >> 16
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or re.match("[A-Za-z]:", name) or ".." in parts or not name.strip("/."):
        return "a name that leads out of its folder"
    if plain(name) != name or any(len(part) > LIMITS.name_characters for part in parts):
        return "a name that is too long or has hidden characters"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "which is a link or a device, not a file"
    if member.flag_bits & 0x1:
        return "which is locked with a password"
    if member.compress_type not in _METHODS:
        return "which is packed in a way that is not read here"
    return ""


def _ending(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix in KEPT else ""


@dataclass
class _Meter:
    """Counts what comes out, over all files of an archive of ``packed`` bytes."""

    packed: int
    out: int = 0

    def add(self, size: int) -> None:
        """Count some bytes; raises `_Refused` beyond a limit."""
        self.out += size
        if self.out > LIMITS.unpacked_bytes:
            raise _Refused(f"The archive unpacks to more than {LIMITS.unpacked_bytes:,} bytes.", "file_too_large")
        if self.out > max(LIMITS.ratio_free_bytes, LIMITS.unpacked_ratio * self.packed):
            raise _Refused(f"The archive unpacks to more than {LIMITS.unpacked_ratio} times its own size.",
                           "file_too_large")


def _copied(packed: IO[bytes], file: IO[bytes], name: str, meter: _Meter) -> tuple[int, str]:
    """Copy one file piece by piece; its size and digest."""
    digest, before = hashlib.sha256(), meter.out
    while piece := packed.read(_STEP):
        if meter.out == before and piece.startswith(_PACKED):
            raise _Refused(f"The archive holds another archive, {quoted(name)}.")
        meter.add(len(piece))
        digest.update(piece)
        file.write(piece)
    return meter.out - before, digest.hexdigest()
