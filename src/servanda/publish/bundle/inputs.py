"""Which inputs a release was made from, told so that nobody can guess at what is hidden in them.

A plain hash of a file lets anybody who knows nearly all of it try what a hidden cell may say, and the name
of a file may be a secret itself.  So inputs stand in a manifest without names, each hashed under a value that
only the holder of the signing key can make, and may pass on.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from servanda.guard.text import canonical_json

KEYED, NAMED, LEFT_OUT = "keyed", "named", "left out"
_LABEL = b"servanda inputs 1"
OPENING_DIGITS = 64


def opening(seed: bytes, digests: Mapping[str, str]) -> bytes:
    """The value under which these inputs (name -> sha256) are hashed: it tells nothing of the key, nor of other inputs.

    ``seed`` is the secret of the signing key.
    """
    own = hmac.new(seed, _LABEL, hashlib.sha256).digest()
    return hmac.new(own, canonical_json(dict(digests)).encode(), hashlib.sha256).digest()


def keyed(digests: Mapping[str, str], value: bytes) -> dict[str, Any]:
    """Inputs without their names, each hashed under an opening."""
    hashes = sorted(hmac.new(value, canonical_json([name, digest]).encode(), hashlib.sha256).hexdigest()
                    for name, digest in digests.items())
    return {"told": KEYED, "files": len(digests), "hashes": hashes}


def named(digests: Mapping[str, str]) -> dict[str, Any]:
    """Inputs with their names and plain hashes, for a folder that is itself public."""
    return {"told": NAMED, "files": len(digests),
            "hashes": [{"path": name, "sha256": digest} for name, digest in sorted(digests.items())]}


def left_out(digests: Mapping[str, str]) -> dict[str, Any]:
    """How many inputs there were, and no more: without a key nothing can be hashed safely."""
    return {"told": LEFT_OUT, "files": len(digests), "hashes": []}
