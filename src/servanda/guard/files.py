"""Read files inside one root: no links, no devices, within limits, strict UTF-8; and list them in one order."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
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


def read(root: Path, name: str, most: int = LIMITS.yaml_bytes) -> Text | Problem:
    """The text of ``root/name`` without byte order mark, newlines untouched, or the problem with it.

    ``name`` is a relative path with ``/``.  ``most`` is the largest size in bytes.
    """
    shown = plain(name)
    refused = _refused(root, name)
    if refused:
        return refused
    try:
        raw = _bytes(root / name, most)
    except FileNotFoundError:
        return problem("file_missing", shown, 0, f"There is no `{shown}` in the case folder.")
    except OSError as error:
        return problem("file_unreadable", shown, 0, f"The file cannot be read: {error.strerror}.",
                       mend="Check that it is a plain file and that you may read it.")
    if raw is None:
        return problem("file_too_large", shown, 0, f"The file is larger than {most:,} bytes.")
    try:
        text = raw.decode("utf-8").removeprefix(BOM)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return problem("file_unreadable", shown, line, "This line is not UTF-8 text.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return problem("file_unreadable", shown, line, "This line holds a null character, which no text has.")
    return Text(shown, text, hashlib.sha256(raw).hexdigest())


def _bytes(path: Path, most: int) -> bytes | None:
    """The bytes of a plain file, None if there are too many; raises ``OSError``, also for devices and links."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
                     | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is not a plain file")
        raw = file.read(most + 1) if status.st_size <= most else None
        return raw if raw is not None and len(raw) <= most else None


def _refused(root: Path, name: str) -> Problem | None:
    """The problem of a name that is not plainly inside the root, or that passes through a link."""
    shown = plain(name)
    parts = PurePosixPath(name).parts
    unsafe = name.startswith("/") or "\\" in name or "\0" in name or ":" in name
    if not parts or unsafe or ".." in parts or any(len(part) > LIMITS.name_characters for part in parts):
        return problem("file_outside", shown, 0, f"`{shown}` is not the name of a file inside the case folder.",
                       mend="Use a plain relative name.")
    step = root
    for part in parts:
        step = step / part
        if step.is_symlink():
            return problem("file_outside", shown, 0, f"`{plain(step.relative_to(root).as_posix())}` is a link.")
    return None


def listing(root: Path, folder: str, suffix: str) -> tuple[list[str], list[Problem]]:
    """Names ``folder/x.suffix`` of plain files directly in a folder of the root, in code-point order.

    A missing folder is empty; links and names with hidden characters are problems.
    """
    refused = _refused(root, folder)
    if refused:
        return [], [refused]
    try:
        entries = sorted(entry.name for entry in os.scandir(root / folder))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [problem("file_unreadable", plain(folder), 0, f"The folder cannot be listed: {error.strerror}.",
                            mend="Check that it is a folder and that you may read it.")]
    names, problems = [], []
    for entry in entries:
        if not entry.endswith(suffix) or entry.startswith("."):
            continue
        name = f"{folder}/{entry}"
        wrong = _refused(root, name) or _oddly_named(name)
        if wrong:
            problems.append(wrong)
        else:
            names.append(name)
    if len(names) > LIMITS.folder_files:
        return [], [problem("file_too_large", plain(folder), 0,
                            f"The folder holds {len(names):,} files; at most {LIMITS.folder_files:,} are read.",
                            mend="Join the files.")]
    return names, problems


def _oddly_named(name: str) -> Problem | None:
    if plain(name) == name:
        return None
    return problem("character_hidden", plain(name), 0, f"The file name `{plain(name)}` holds a hidden character.",
                   mend="Rename the file.")


def everything(root: Path, skip: tuple[str, ...] = ()) -> list[str]:
    """Names of all files under the root in code-point order, links not followed.

    Folders named in ``skip``, and those whose name starts with a dot, are passed over.
    """
    found: list[str] = []
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(f for f in folders if f not in skip and not f.startswith("."))
        base = Path(folder).relative_to(root)
        found += [(base / file).as_posix() for file in files]
        if len(found) > LIMITS.folder_files:
            break
    return sorted(found)
