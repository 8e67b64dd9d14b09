"""Write a bundle: its parts into a fresh folder, the manifest over them, the signature over that; then all at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.guard.bundles import BadBundle, opened_bundle, stored
from servanda.publish import swap
from servanda.publish.bundle import manifest
from servanda.publish.bundle.keys import SecretKey
from servanda.publish.bundle.parts import PARTS, Material

ZIP = ".zip"


@dataclass(frozen=True)
class Written:
    """A bundle as it was written: its manifest, and the bytes of that."""

    record: Mapping[str, Any]
    document: bytes


def write(target: Path, material: Material, record: Mapping[str, Any], key: SecretKey | None, *,
          packed: bool = False) -> Written:
    """Write the bundle to ``target``, a folder or (``packed``) a zip; a crash leaves what was there before.

    ``record`` is the manifest but for its files.  Raises `swap.NotOurs` where something else lies there.
    """
    check_place(target, packed=packed)
    with _aside(target, packed=packed) as folder:
        written = fill(folder, material, record)
        _sign(folder, written, key)
        if packed:
            swap.stream(target, stored({path.relative_to(folder).as_posix(): path for path in _files(folder)}))
    return written


def fill(folder: Path, material: Material, record: Mapping[str, Any]) -> Written:
    """Write every part and the manifest into an empty folder."""
    for name, part in PARTS.items():
        material = part(material, folder)
        (folder / name / swap.MARK).unlink(missing_ok=True)
    with opened_bundle(folder) as bundle:
        whole = {**record, "files": manifest.files(bundle.entries)}
    document = manifest.document(whole)
    (folder / manifest.NAME).write_bytes(document)
    return Written(whole, document)


def _sign(folder: Path, written: Written, key: SecretKey | None) -> None:
    if key is None:
        return
    (folder / manifest.SIGNATURE).write_bytes(key.sign(written.document))
    (folder / manifest.KEY).write_bytes(key.public.pem)


def check_place(target: Path, *, packed: bool) -> None:
    """Raise `swap.NotOurs` if there is something at ``target`` that is no bundle of ours of that kind."""
    if target.is_symlink():
        raise swap.NotOurs(f"{target.name} is a link; name a place of its own")
    if not target.exists() or not packed and target.is_dir() and not any(target.iterdir()):
        return
    if target.is_dir() == packed or not _ours(target):
        raise swap.NotOurs(f"{target.name} is there, and is no bundle that servanda made; choose another name")


def _ours(target: Path) -> bool:
    if target.is_dir():
        held = target / manifest.NAME
        return held.is_file() and manifest.FORMAT.encode() in held.read_bytes()
    try:
        with opened_bundle(target) as bundle:
            return manifest.NAME in bundle.paths()
    except BadBundle:
        return False


@contextmanager
def _aside(target: Path, *, packed: bool) -> Iterator[Path]:
    """The folder that is filled: beside the target, which it replaces; for a zip one that is thrown away."""
    if not packed:
        with swap.fresh(target) as folder:
            yield folder
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as place:
        yield Path(place)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
