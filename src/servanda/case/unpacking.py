"""The one table of a zip as publishers give it, unpacked beside everything else and thrown away after use."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from servanda.case.captures import NotCaptured
from servanda.case.tables import SUFFIXES
from servanda.guard.archives import Unpacked, unzip
from servanda.guard.files import digest
from servanda.guard.limits import LIMITS
from servanda.guard.text import plain, quoted
from servanda.model.problems import problem

ZIP = ".zip"


@dataclass(frozen=True)
class Given:
    """A file to take in: where it lies, the stem of its name, and what to note of where it came from."""

    path: Path
    stem: str
    note: str = ""


@contextmanager
def table_in(source: Path) -> Iterator[Given]:
    """The file itself, or the only table in a zip for as long as the context lasts.  Raises `NotCaptured`."""
    if source.suffix.lower() != ZIP:
        yield Given(source, source.stem)
        return
    with tempfile.TemporaryDirectory(prefix="servanda-") as scratch:
        files, problems = unzip(source.parent, source.name, Path(scratch))
        if problems:
            raise NotCaptured(*problems)
        one = _only_table(source.name, files)
        hashed = digest(source.parent, source.name, LIMITS.archive_bytes)
        note = f"unpacked from {plain(source.name)}" + (f", sha256 {hashed}" if isinstance(hashed, str) else "")
        yield Given(one.path, PurePosixPath(one.name).stem, note)


def _only_table(name: str, files: tuple[Unpacked, ...]) -> Unpacked:
    tables = [file for file in files if file.path.suffix in SUFFIXES]
    if len(tables) == 1:
        return tables[0]
    listed = ", ".join(quoted(file.name) for file in (tables or files)[:5])
    said = f"{len(tables)} tables ({listed})" if tables else f"no table{f', only {listed}' if files else ''}"
    raise NotCaptured(problem("archive_refused", plain(name), 0, f"The archive holds {said}; one is expected.",
                              mend="Unpack it yourself, and give the tables one by one."))
