"""Begin a case: a small, commented, valid folder about an invented truce, to be written over."""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

# Kept under a name that does not act on this repository.
_RENAMED = {"gitignore": ".gitignore"}


def new_case(folder: Path) -> tuple[str, ...]:
    """Write the folder and return the names of its files in order.

    Raises ``FileExistsError`` if the folder exists and is not empty, ``OSError`` if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder.name} exists and is not empty")
    written = []
    for name, text in sorted(_contents(files("servanda.case").joinpath("skeleton"))):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, text)
        written.append(name)
    return tuple(written)


def _contents(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    """Names and bytes of all files of the skeleton."""
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _contents(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith((".py", ".pyc")):
            found.append((prefix + _RENAMED.get(entry.name, entry.name), entry.read_bytes()))
    return found


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that does not exist yet, and see it to disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
