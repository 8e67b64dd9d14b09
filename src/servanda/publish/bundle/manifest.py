"""The manifest of a bundle: every file with size and hash, and what they were made from; one form of JSON only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from servanda.guard.bundles import Entry
from servanda.guard.markup import fits, read_json

FORMAT = "servanda bundle 1"
NAME, SIGNATURE, KEY = "manifest.json", "manifest.sig", "key.pem"
# What stands beside the files that the manifest lists.
BESIDE = (NAME, SIGNATURE, KEY)
ED25519, UNSIGNED = "ed25519", "none"
_KEYS = {"as_of", "case", "counts", "files", "format", "inputs", "made_by", "options", "release", "signing"}

_SHAPE = {"as_of": str, "case": {"id": str, "title": str}, "counts": dict, "inputs": {"told": str, "files": int},
          "files": [{"path": str, "sha256": str, "size": int}], "made_by": dict, "options": {"day": str, "share": str},
          "release": {"level": str}, "signing": {"algorithm": str, "key": str}}

Manifest = Mapping[str, Any]


class BadManifest(Exception):
    """The manifest cannot be relied on; the message says why."""


def document(record: Manifest) -> bytes:
    """The bytes of a manifest: keys sorted, two blanks a level, a line end."""
    text = json.dumps(record, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode()


def files(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """What a manifest says of files, in order of their paths."""
    return [{"path": one.path, "sha256": one.sha256, "size": one.size}
            for one in sorted(entries, key=lambda one: one.path)]


def signing(fingerprint: str) -> dict[str, str]:
    """How a manifest says by which key it is signed; '' = by none."""
    return {"algorithm": ED25519 if fingerprint else UNSIGNED, "key": fingerprint}


def read(content: bytes) -> dict[str, Any]:
    """The manifest that these bytes are.  Raises `BadManifest` unless they are in the one form, and of a known kind."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise BadManifest("The manifest is not UTF-8 text") from error
    record, problems = read_json(NAME, text)
    if problems or not isinstance(record, dict):
        raise BadManifest("The manifest is not JSON")
    if record.get("format") != FORMAT:
        raise BadManifest(f"The manifest is not of the kind {FORMAT!r}")
    if set(record) != _KEYS or document(record) != content:
        raise BadManifest("The manifest is not in the one form that a manifest has")
    _check_shape(record)
    return record


def _check_shape(record: Manifest) -> None:
    """Raise `BadManifest` unless every part that a check draws on is of its kind."""
    if not fits(record, _SHAPE):
        raise BadManifest("The manifest is not in the one form that a manifest has")
    paths, signed = [one["path"] for one in record["files"]], record["signing"]
    if paths != sorted(set(paths)):
        raise BadManifest("The manifest lists a file twice, or its files in another order")
    if signed["algorithm"] not in (ED25519, UNSIGNED) or (signed["algorithm"] == UNSIGNED) != (signed["key"] == ""):
        raise BadManifest(f"The manifest names a way of signing that is not known: {signed['algorithm']!r}")


def digest(content: bytes) -> str:
    """The sha256 of a manifest, which names the release."""
    return hashlib.sha256(content).hexdigest()
