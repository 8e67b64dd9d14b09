"""Put one file in place: written aside, seen to disk, renamed, so that a crash leaves the old one."""

from __future__ import annotations

import os
from pathlib import Path


def put(target: Path, content: bytes) -> None:
    """Replace a file by these bytes.

    What lies at the name of the aside file (left by a crash, or a link laid in a received folder)
    is removed and never written through.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.aside")
    aside.unlink(missing_ok=True)
    try:
        with aside.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
