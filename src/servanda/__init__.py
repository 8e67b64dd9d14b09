"""servanda keeps the account of one ceasefire: terms, readings, reports, verdicts and talks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.app.notebook import Tables

__version__ = "0.1.0"

# The same sums in the same order on every machine: one thread of linear algebra, unless somebody chose otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def open(folder: str | Path, share: str = "red") -> Tables:
    """A case for notebooks: ``servanda.open("my-case").figures``.

    A case folder is read, assessed and measured as the audience ``share`` may see it; a folder that servanda wrote
    as CSV (or holds it as `exports`) is read as it stands.  Writes nothing.  Raises
    `servanda.app.CaseNotReadable`, `servanda.publish.returned.NotReadable`.
    """
    from servanda.app import notebook

    path = Path(folder)
    return notebook.open_case(path, share) if (path / "case.yaml").exists() else notebook.open_exports(path)
