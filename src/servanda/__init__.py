"""servanda keeps the account of one ceasefire: terms, readings, reports, verdicts and talks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.app.notebook import OpenCase

__version__ = "0.1.0"

# The same sums in the same order on every machine: one thread of linear algebra, unless somebody chose otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def open(folder: str | Path) -> OpenCase:
    """Read, assess and measure a case folder, for notebooks: ``servanda.open("my-case").figures``.

    Writes nothing.  Raises `servanda.app.CaseNotReadable`.
    """
    from servanda.app.notebook import OpenCase

    return OpenCase(Path(folder))
