"""Hold what the machine read against what people made of the same texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from servanda.extract import gold, scoring
from servanda.extract.records import records
from servanda.guard.files import Text, read
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_json

MARKED = ".marked"


class NotScored(Exception):
    """A file cannot be scored; the message says which and why."""


def extraction(predicted: Path | None, truth: Path, tier: str) -> str:
    """The table of scores; with nothing predicted, the texts of ``truth`` are read.  Raises `NotScored`."""
    annotated = [_annotated(path) for path in _marked(truth)]
    people = [one for text in annotated for one in text.records] if annotated else _jsonl(truth)
    if predicted is not None:
        found = _jsonl(predicted)
    elif annotated:
        found = [one for text in annotated for one in records(text.document, tier)[0]]
    else:
        raise NotScored(f"{truth.name} holds no annotated texts to read; give the records that were predicted too")
    listed, invented = scoring.scores(found, people)
    return scoring.table(listed, invented)


def _marked(truth: Path) -> list[Path]:
    if truth.is_dir():
        return sorted(truth.rglob(f"*{MARKED}"))
    return [truth] if truth.suffix == MARKED else []


def _annotated(path: Path) -> gold.Annotated:
    try:
        return gold.read(path)
    except ValueError as error:
        raise NotScored(str(error)) from error


def _jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a file, or of all the files of a folder."""
    return [one for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path]) for one in _lines(file)]


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    text = read(path.parent, path.name, LIMITS.json_bytes)
    if not isinstance(text, Text):
        raise NotScored(text.message)
    for number, line in enumerate(text.text.split("\n"), 1):
        if line.strip():
            value, wrong = read_json(path.name, line)
            if wrong or not isinstance(value, dict) or not {"kind", "start", "end", "text"} <= value.keys():
                raise NotScored(f"{path.name}:{number} is not a record")
            yield value
