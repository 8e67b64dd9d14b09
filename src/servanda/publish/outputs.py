"""Write one file of results, aside and then put in place."""

from __future__ import annotations

import os
from pathlib import Path


def put(target: Path, content: bytes) -> None:
    """Replace a file by these bytes; a crash leaves the old one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.aside")
    aside.unlink(missing_ok=True)
    with aside.open("xb") as handle:
        handle.write(content)
    os.replace(aside, target)
