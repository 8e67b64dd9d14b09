"""What a bundle holds beside its manifest, part by part; a part writes one folder of that name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.publish import exports, site
from servanda.publish.corrections import compare, log
from servanda.publish.corrections.released import Head, Released, folder
from servanda.publish.redact import Hidden
from servanda.publish.release import Release


@dataclass(frozen=True)
class Material:
    """All that parts are made of, as the audience may see it, and what was released before (None: nothing)."""

    db: Database
    case: Case
    release: Release
    hidden: Hidden
    head: Head
    previous: Released | None = None
    corrections: tuple[Mapping[str, Any], ...] | None = None  # a log that is given, to be taken as it stands


Part = Callable[[Material, Path], Material]


def tables(material: Material, place: Path) -> Material:
    """``exports/``: every table, what is hidden in them, and the log of corrections, this release's entry added."""
    exports.write(material.db, place, material.case, material.release.day, material.release.level)
    exports.write_hidden(place / "exports", material.hidden)
    entries = material.corrections
    if entries is None:
        entries = _entries(material, place)
    log.write(entries, place / "exports")
    return replace(material, release=replace(material.release, corrections=entries))


def _entries(material: Material, place: Path) -> tuple[Mapping[str, Any], ...]:
    if material.previous is None:
        return ()
    entry = compare.compare(material.previous, folder(place, material.head))
    return (*material.previous.log(), log.public(entry))


def pages(material: Material, place: Path) -> Material:
    """``site/``: the pages."""
    site.write(material.db, material.case, place, material.release.day, material.release)
    return material


# In order: the log of corrections is made of the tables, and pages tell it.
PARTS: dict[str, Part] = {"exports": tables, "site": pages}
