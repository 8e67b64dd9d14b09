"""Golden files: expected text beside the tests, one normaliser, one flag (UPDATE_GOLDEN=1) to write it anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent / "golden"

# What may differ between two right runs: the version printed, and folders of this machine.
_VERSION = re.compile(r"servanda \d+\.\d+\.\d+\S*")


def normalise(text: str, *folders: Path) -> str:
    """Line ends as LF, no blanks at line ends, the version as ``servanda VERSION``, folders as ``FOLDER``."""
    for folder in sorted(map(str, folders), key=len, reverse=True):
        text = text.replace(folder, "FOLDER")
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return _VERSION.sub("servanda VERSION", "\n".join(lines)).rstrip("\n") + "\n"


def check(name: str, text: str, *folders: Path) -> None:
    """Assert that text equals the golden file of that name; with UPDATE_GOLDEN=1 write the file instead."""
    path = GOLDEN / name
    actual = normalise(text, *folders)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8", newline="\n")
        return
    assert path.exists(), f"no golden file {path.name}; write it with UPDATE_GOLDEN=1"
    assert actual == path.read_text(encoding="utf-8"), f"{name} differs; if it should, run with UPDATE_GOLDEN=1"
