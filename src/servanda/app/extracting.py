"""Documents of others to records, on the screen or into a case; `build` never comes here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda.case.extracted import keep
from servanda.case.open import open_case
from servanda.extract.heads import described
from servanda.extract.records import records
from servanda.extract.remote import by_endpoint
from servanda.extract.tiers import Tier, TierMissing
from servanda.guard.documents import read_documents
from servanda.guard.endpoint import NotAnswered
from servanda.model.case import Case
from servanda.model.documents import Document
from servanda.model.problems import Problem
from servanda.publish import swap

__all__ = ["Extracted", "NotAnswered", "TierMissing", "by_endpoint", "extract", "files_of", "into", "opened", "texts"]


@dataclass(frozen=True)
class Extracted:
    """What was read in one document."""

    source: Path
    document: Document
    records: Sequence[dict[str, Any]]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those directly in folders named, in order of their names."""
    found: list[Path] = []
    for path in paths:
        found += (
            sorted(
                one
                for one in path.iterdir()
                if one.is_file() and not one.name.startswith(".") and one.suffix not in (".yaml", ".yml")
            )
            if path.is_dir()
            else [path]
        )
    return list(dict.fromkeys(found))


def extract(
    paths: Iterable[Path], tier: str = "rules", case: Case | None = None, using: Tier | None = None
) -> Iterator[tuple[tuple[Extracted, ...], tuple[Problem, ...]]]:
    """File by file: what was read, and what is wrong.  Raises `TierMissing`, `NotAnswered`."""
    for path in files_of(paths):
        documents, problems = read_documents(path)
        made, wrong = [], list(problems)
        for document in documents:
            document = described(_known(document, case))
            found, odd = records(document, tier, case, using)
            made.append(Extracted(path, document, found))
            wrong += odd
        yield tuple(made), tuple(wrong)


def _known(document: Document, case: Case | None) -> Document:
    """The document with what a side-car of the case says of it."""
    car = case.documents.get(document.file) if case else None
    if car is None or car.sha256 != document.sha256:
        return document
    return Document(
        document.file,
        document.sha256,
        document.text,
        car.title or document.title,
        car.byline or document.byline,
        car.source or document.outlet,
        car.published or document.published,
        car.language or document.language,
        car.url or document.url,
        document.same,
    )


def into(folder: Path, made: Iterable[Extracted], tier: str) -> list[str]:
    """Keep what was read in a case; the names of the files written."""
    return [keep(folder, one.source, one.document, one.records, tier, _written(one.source)) for one in made]


def opened(folder: Path) -> Case:
    """The case whose names, topics and places are used."""
    return open_case(folder)


def texts(folder: Path, made: Iterable[Extracted]) -> list[str]:
    """Write the text that offsets count in, beside each other; the names of the files."""
    names = []
    for one in made:
        name = f"{one.document.file.replace('#', '-')}.txt" if not one.document.same else one.document.file
        swap.file(folder / name, one.document.text.encode("utf-8", "replace"))
        names.append(name)
    return names


def _written(path: Path) -> str:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
