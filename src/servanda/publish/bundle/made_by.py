"""What decides the bytes of a release beside its inputs: our own code, the language, the packages."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from servanda import __version__

_ROOT = Path(__file__).parents[2]
_OURS = (".py", ".html", ".js", ".css")
# What servanda runs on; the lock file fixes each.
PACKAGES = ("click", "defusedxml", "duckdb", "jinja2", "numpy", "openpyxl", "pynacl", "pyyaml", "rich", "shapely",
            "tzdata", "xlsxwriter")


def made_by() -> dict[str, Any]:
    """Version and hash of our code, and the versions of what it runs on; nothing of the machine or of the person."""
    return {"servanda": __version__, "code": code(), "python": platform.python_version(),
            "packages": {name: _version(name) for name in PACKAGES}}


@cache
def code() -> str:
    """The sha256 over every module, template, script and style of ours, names included."""
    digest = hashlib.sha256()
    for path in sorted(path for path in _ROOT.rglob("*") if path.suffix in _OURS and path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(_ROOT).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
