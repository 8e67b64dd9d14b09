"""Read files inside one root: no links, no devices, within limits, strict UTF-8; and list them in one order."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath

from servanda.guard.limits import LIMITS
from servanda.guard.text import plain
from servanda.model.problems import Problem, problem

BOM = "\ufeff"


@dataclass(frozen=True)
class Text:
    """A file as read: its name inside the root, its characters, and the sha256 of its bytes."""

    file: str
    text: str
    sha256: str


@dataclass(frozen=True)
class Raw:
    """A file as read: its name inside the root, its bytes, and their sha256."""

    file: str
    content: bytes
    sha256: str


def read(root: Path, name: str, most: int = LIMITS.yaml_bytes, *, damaged: bool = False) -> Text | Problem:
    """The text of ``root/name`` without byte order mark, newlines untouched, or the problem with it.

    ``name`` is a relative path with ``/``.  ``most`` is the largest size in bytes.  ``damaged`` lets
    bytes that are not UTF-8 pass as half characters, for a reader that finds and names them itself.
    """
    raw = read_bytes(root, name, most)
    if not isinstance(raw, Raw):
        return raw
    if damaged:
        return Text(raw.file, raw.content.decode("utf-8", "surrogateescape").removeprefix(BOM), raw.sha256)
    wrong = text_problem(raw.file, raw.content)
    return wrong or Text(raw.file, raw.content.decode("utf-8").removeprefix(BOM), raw.sha256)


def read_bytes(root: Path, name: str, most: int) -> Raw | Problem:
    """The bytes of ``root/name``, at most so many, or the problem with it."""
    shown = plain(name)
    file = opened(root, name, most)
    if isinstance(file, Problem):
        return file
    try:
        with file:
            size = os.fstat(file.fileno()).st_size
            content = file.read(size + 1)  # as much memory as it says is set aside at once
    except OSError as error:
        return _unreadable(shown, error)
    if size < len(content) <= most:
        return problem("file_unreadable", shown, 0, "The file grew while it was being read.", mend="Try again.")
    return Raw(shown, content, hashlib.sha256(content).hexdigest()) if len(content) <= most else _too_large(shown, most)


def pieces(content: bytes, size: int = 1 << 20) -> Iterator[tuple[int, bytes]]:
    """The content in pieces that end with a line, each with the position at which it starts."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + size) + 1 or len(content)
        yield start, content[start:end]
        start = end


def text_problem(file: str, content: bytes) -> Problem | None:
    """What keeps bytes from being text: a line that is not UTF-8, or a null character."""
    for start, piece in pieces(content):
        try:
            piece.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, start + error.start) + 1
            return problem("file_unreadable", file, line, "This line is not UTF-8 text.")
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        return problem("file_unreadable", file, line, "This line holds a null character, which no text has.")
    return None


def opened(root: Path, name: str, most: int) -> BufferedReader | Problem:
    """``root/name`` opened for reading its bytes, or the problem with it: a link, a device, more than ``most`` bytes.

    The caller closes it.
    """
    shown = plain(name)
    refused = _refused(root, name)
    if refused:
        return refused
    try:
        handle = os.open(root / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
                         | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return problem("file_missing", shown, 0, f"There is no `{shown}` in the case folder.")
    except OSError as error:
        return _unreadable(shown, error)
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode) and status.st_size <= most:
        return os.fdopen(handle, "rb")
    os.close(handle)
    return _too_large(shown, most) if stat.S_ISREG(status.st_mode) else _not_plain(shown)


def digest(root: Path, name: str, most: int) -> str | Problem:
    """The sha256 of the bytes of ``root/name``, or the problem with it."""
    file = opened(root, name, most)
    if isinstance(file, Problem):
        return file
    try:
        with file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return _unreadable(plain(name), error)


def _unreadable(shown: str, error: OSError) -> Problem:
    if error.errno in (errno.ENXIO, errno.ELOOP, errno.EISDIR):
        return _not_plain(shown)
    return problem("file_unreadable", shown, 0, f"The file cannot be read: {error.strerror}.",
                   mend="Check that you may read it, and that the disk is sound.")


def _not_plain(shown: str) -> Problem:
    return problem("file_unreadable", shown, 0, "This is not a file but a folder, a pipe, a device or the like.",
                   mend="Replace it by a plain file, or remove it.")


def _too_large(shown: str, most: int) -> Problem:
    return problem("file_too_large", shown, 0, f"The file is larger than {most:,} bytes.")


def outside(root: Path, name: str) -> Problem | None:
    """The problem of a name under which nothing may be read or written: out of the root, or through a link."""
    return _refused(root, name)


def _refused(root: Path, name: str) -> Problem | None:
    """The problem of a name that is not plainly inside the root, or that passes through a link."""
    shown = plain(name)
    parts = PurePosixPath(name).parts
    unsafe = name.startswith("/") or "\\" in name or "\0" in name or ":" in name
    if not parts or unsafe or ".." in parts or any(_long(part) for part in parts) or len(os.fsencode(name)) > 4_000:
        return problem("file_outside", shown, 0, f"`{shown}` is not the name of a file inside the case folder.",
                       mend="Use a plain relative name.")
    step = root
    for part in parts:
        step = step / part
        if step.is_symlink():
            return problem("file_outside", shown, 0, f"`{plain(step.relative_to(root).as_posix())}` is a link.")
    return None


def _long(name: str) -> bool:
    """Beyond our limit, or that of common file systems in bytes."""
    return len(name) > LIMITS.name_characters or len(name.encode("utf-8", "surrogatepass")) > 255


def listing(root: Path, folder: str, suffix: str) -> tuple[list[str], list[Problem]]:
    """Names ``folder/x.suffix`` of plain files directly in a folder of the root, in code-point order.

    A missing folder is empty; links and names with hidden characters are problems.
    """
    refused = _refused(root, folder)
    if refused:
        return [], [refused]
    try:
        with os.scandir(root / folder) as scanned:
            entries = sorted(entry.name for entry in scanned if entry.name.endswith(suffix)
                             and not entry.name.startswith("."))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [problem("file_unreadable", plain(folder), 0, f"The folder cannot be listed: {error.strerror}.",
                            mend="Check that it is a folder and that you may read it.")]
    if len(entries) > LIMITS.folder_files:
        return [], [problem("file_too_large", plain(folder), 0,
                            f"The folder holds {len(entries):,} files; at most {LIMITS.folder_files:,} are read.",
                            mend="Join the files.")]
    names, problems = [], []
    for entry in entries:
        name = f"{folder}/{entry}"
        wrong = _refused(root, name) or _oddly_named(name)
        if wrong:
            problems.append(wrong)
        else:
            names.append(name)
    return names, problems


def _oddly_named(name: str) -> Problem | None:
    if plain(name) == name:
        return None
    return problem("character_hidden", plain(name), 0, f"The file name `{plain(name)}` holds a hidden character.",
                   mend="Rename the file.")


def everything(root: Path, skip: tuple[str, ...] = ()) -> tuple[list[str], list[Problem]]:
    """Names of all files under the root in code-point order, links not followed; and where there are too many.

    Folders named in ``skip``, and those whose name starts with a dot, are passed over.
    """
    found: list[str] = []
    problems: list[Problem] = []
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        folders, files = _inside(root / folder)
        found += [folder + name for name in files]
        deeper = [f"{folder}{name}/" for name in folders if name not in skip and not name.startswith(".")]
        if len(found) > LIMITS.folder_files:
            return sorted(found), [problem("file_too_large", plain(folder.rstrip("/")) or ".", 0, "The case folder "
                                           f"holds more than {LIMITS.folder_files:,} files; not all were looked at.",
                                           mend="Keep in it what belongs to the case.")]
        if deeper and folder.count("/") >= LIMITS.folder_depth:
            problems.append(problem("file_too_large", plain(folder.rstrip("/")), 0, "Folders are nested more than "
                                    f"{LIMITS.folder_depth} deep; nothing below this one was looked at.",
                                    mend="Keep in the case folder what belongs to the case."))
        else:
            waiting += sorted(deeper, reverse=True)
    return sorted(found), problems


def _inside(folder: Path) -> tuple[list[str], list[str]]:
    """Names of the folders and of the other entries of a folder; nothing where it cannot be listed."""
    try:
        with os.scandir(folder) as scanned:
            entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in scanned]
    except OSError:
        return [], []
    return [name for name, is_folder in entries if is_folder], [name for name, is_folder in entries if not is_folder]
