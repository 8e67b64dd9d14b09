"""A release as it was given out: what its manifest says, its tables, and its log of corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.guard.bundles import opened_bundle
from servanda.guard.files import Raw, read_bytes
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_json
from servanda.guard.tables import read_csv
from servanda.model.case import Frame
from servanda.publish.bundle import manifest
from servanda.publish.corrections import log

LOG = "exports/corrections.json"
INTERNAL = "internal"  # the level of a build of the owner
Head = Mapping[str, Any]


class NotComparable(Exception):
    """There is no release at that place; the message says why."""


@dataclass(frozen=True)
class Released:
    """One side of a comparison: what it is, and a way to its files (None where there is none of that name)."""

    head: Head
    _content: Callable[[str], bytes | None]

    def table(self, name: str) -> Frame:
        """The cells of a released table, column by column; no columns where there is no such table."""
        content = self._content(f"exports/{name}.csv")
        if content is None:
            return {}
        table = read_csv(f"{name}.csv", content).table
        columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
        return {column: list(cells) for column, cells in zip(table.columns, columns, strict=True)}

    def log(self) -> list[dict[str, Any]]:
        """The entries of its log of corrections, the oldest first.  Raises `NotComparable` where it is damaged."""
        content = self._content(LOG)
        if content is None:
            return []
        try:
            return log.read(content)
        except ValueError as error:
            raise NotComparable(str(error)) from error


@contextmanager
def released(place: Path) -> Iterator[Released]:
    """The release at a place: a bundle, or the folder of a build.  Raises `NotComparable`, `BadBundle`."""
    if (place / manifest.NAME).is_file() and not place.is_symlink():
        record, digest = _record(_in_folder(place, manifest.NAME))
        if record.get("release") == INTERNAL:
            yield folder(place, _head(record, digest))
            return
    with opened_bundle(place) as bundle:
        paths = set(bundle.paths())
        if manifest.NAME not in paths:
            raise NotComparable("it holds no manifest.json")
        record, digest = _record(bundle.read(manifest.NAME))
        yield Released(_head(record, digest),
                       lambda path: bundle.read(path, LIMITS.table_bytes) if path in paths else None)


def folder(place: Path, head: Head) -> Released:
    """A release that lies unpacked, its head given."""
    return Released(head, lambda path: _in_folder(place, path))


def _in_folder(place: Path, path: str) -> bytes | None:
    raw = read_bytes(place, path, LIMITS.table_bytes)
    return raw.content if isinstance(raw, Raw) else None


def _record(content: bytes | None) -> tuple[dict[str, Any], str]:
    """The manifest of a bundle or a build that these bytes are, and its sha256.  Raises `NotComparable`."""
    document = content or b""
    value, problems = read_json(manifest.NAME, document.decode("utf-8", "replace"))
    if problems or not isinstance(value, dict):
        raise NotComparable("its manifest.json cannot be read")
    if value.get("tool") == "servanda" and value.get("release") == INTERNAL:
        return value, manifest.digest(document)
    try:
        return manifest.read(document), manifest.digest(document)
    except manifest.BadManifest as error:
        raise NotComparable(str(error)) from error


def _head(record: Mapping[str, Any], digest: str) -> Head:
    """What a comparison needs of a manifest, of a bundle or of a build."""
    if record.get("release") == INTERNAL:
        return {"case": str(record.get("case", "")), "as_of": str(record.get("as_of", "")), "level": INTERNAL,
                "key": "", "manifest": digest, "made_by": {"servanda": record.get("version", "")},
                "inputs": record.get("inputs")}
    return head(record, record["signing"]["key"]) | {"manifest": digest}


def head(record: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Case, day, level, key, versions and inputs of the manifest of a bundle."""
    return {"case": record["case"]["id"], "as_of": record["as_of"], "level": record["release"]["level"], "key": key,
            "made_by": record["made_by"], "inputs": record["inputs"]}
