"""The manifest: what was built, from which inputs, and the size and hash of every file; no clock, no host."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from servanda import __version__
from servanda.model.case import Case
from servanda.publish import swap

PARTS = ("exports", "site")
NAME = "manifest.json"
TOOL = '"tool": "servanda"'


def outputs(folder: Path) -> list[dict[str, Any]]:
    """Every file under ``site/`` and ``exports/``: path, size in bytes, sha256; in order of path."""
    found = sorted((path.relative_to(folder).as_posix(), path) for part in PARTS
                    for path in (folder / part).rglob("*") if path.is_file())
    return [{"path": name, "size": path.stat().st_size, "sha256": _hash(path)} for name, path in found]


def check_place(folder: Path) -> None:
    """Raise `swap.NotOurs` if what a build replaces under ``folder`` was made by somebody else."""
    for part in PARTS:
        swap.check_ours(folder / part)
    held = folder / NAME
    if held.exists() and TOOL.encode() not in held.read_bytes()[:100]:
        raise swap.NotOurs(f"{NAME} was not made by servanda; choose another folder")


def write(case: Case, folder: Path, as_of: str, counts: Mapping[str, int] | None = None) -> None:
    """Write ``folder/manifest.json`` over what ``site/`` and ``exports/`` hold now.

    ``counts``: rows by name, as `exports.write` returns them.
    """
    record = {
        "tool": "servanda",
        "version": __version__,
        "case": case.info.id,
        "title": case.info.title,
        "as_of": as_of,
        "release": "internal",
        "inputs": [{"path": name, "sha256": digest} for name, digest in sorted(case.digests.items())],
        "counts": dict(sorted((counts or {}).items())),
        "outputs": outputs(folder),
    }
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    swap.file(folder / NAME, text.encode("utf-8"))


def _hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
