"""A bundle of five small files, of the right form and signed: what attacks are tried on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from servanda.guard.bundles import opened_bundle, stored
from servanda.publish.bundle import manifest
from servanda.publish.bundle.keys import SecretKey

KEY = SecretKey(bytes(range(32)))
OTHER = SecretKey(bytes(range(1, 33)))
FILES = {"site/index.html": b"<p>River</p>\n", "site/static/style.css": b"p{}\n",
         "exports/reports.csv": b"id\nR1\nR2\n",
         "exports/empty.csv": b"", "exports/corrections.json": b'{"entries": [], "format": "servanda corrections 1"}\n'}


def record(**changed: Any) -> dict[str, Any]:
    """A manifest but for its files."""
    return {"format": manifest.FORMAT, "as_of": "2031-05-20", "case": {"id": "river", "title": "River"},
            "release": {"level": "clear", "parts": ["exports", "site"]}, "counts": {"rows": {}, "inputs": {}},
            "inputs": {"told": "left out", "files": 2, "hashes": []}, "made_by": {"servanda": "0.1.0"},
            "options": {"day": "", "previous": None, "share": "clear"},
            "signing": manifest.signing(KEY.public.fingerprint), **changed}


def fill(folder: Path, key: SecretKey | None = KEY, files: dict[str, bytes] | None = None, **changed: Any) -> Path:
    """Write the bundle into a folder, signed by ``key``."""
    for name, content in (FILES if files is None else files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    sign(folder, key, **changed)
    return folder


def sign(folder: Path, key: SecretKey | None = KEY, **changed: Any) -> None:
    """Write manifest, signature and key over what a folder holds."""
    for name in manifest.BESIDE:
        (folder / name).unlink(missing_ok=True)
    with opened_bundle(folder) as bundle:
        listed = manifest.files(bundle.entries)
    changed.setdefault("signing", manifest.signing(key.public.fingerprint if key else ""))
    document = manifest.document({**record(**changed), "files": listed})
    (folder / manifest.NAME).write_bytes(document)
    if key:
        (folder / manifest.SIGNATURE).write_bytes(key.sign(document))
        (folder / manifest.KEY).write_bytes(key.public.pem)


def zipped(folder: Path, target: Path) -> Path:
    """The bundle of a folder as the one zip that it may be."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    target.write_bytes(b"".join(stored(paths)))
    return target
