"""The small good case to be spoilt, and what opening, checking and building it says."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from servanda import app
from servanda.model.problems import Problem

CASES = Path(__file__).resolve().parent.parent / "cases"


def small(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A copy of the small case with those files laid over it."""
    shutil.copytree(CASES / "small", folder)
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def codes(problems: tuple[Problem, ...] | list[Problem]) -> set[str]:
    """The codes of problems."""
    return {one.code for one in problems}


def checked(folder: Path) -> tuple[Problem, ...]:
    """All that `servanda check` says."""
    return app.check(folder)


def built(folder: Path, out: Path) -> app.Built:
    """A build beside the case."""
    return app.build(folder, out)


def tree(folder: Path) -> dict[str, bytes]:
    """Every plain file under a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()}
