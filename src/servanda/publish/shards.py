"""Data for pages as script files, since a page opened from disk may not fetch: a call with one JSON value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

INDEX_SIZE = 10_000  # incidents in one shard of the list
SHARD_SIZE = 40  # incidents in one shard of details, on average


def told(value: Any) -> str:
    """JSON with everything escaped that could end or break a script; pieces put together stay so."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for raw in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(raw, f"\\u{ord(raw):04x}")
    return text


def script(name: str, text: str) -> str:
    """``servanda.take("name", value);`` of what `told` made."""
    return f"servanda.take({json.dumps(name)},{text});\n"


def write(folder: Path, name: str, value: Any) -> str:
    """Write one shard; returns its path from the site's root."""
    return write_told(folder, name, told(value))


def write_told(folder: Path, name: str, text: str) -> str:
    """As `write`, of what `told` made."""
    path = folder / "data" / f"{name}.js"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(script(name, text).encode("utf-8", "replace"))
    return f"data/{name}.js"


def buckets(keys: Sequence[str], count: int) -> list[int]:
    """The shard of each id among ``count``: FNV-1a, 32 bits, over UTF-8; `static/incident.js` does the same."""
    texts = [key.encode("utf-8", "replace") for key in keys]
    value = np.full(len(texts), 0x811C9DC5, np.uint32)
    length = np.array([len(text) for text in texts], np.int64)
    order = np.argsort(-length, kind="stable")  # the longest first, so that those left are at the front
    joined = np.frombuffer(b"".join(texts), np.uint8)
    start, left = (np.cumsum(length) - length)[order], length[order]
    for place in range(int(left[0]) if len(left) else 0):
        many = int(np.searchsorted(-left, -place, "left"))
        value[:many] = (value[:many] ^ joined[start[:many] + place]) * np.uint32(0x01000193)
    found = np.empty_like(value)
    found[order] = value
    return (found % count).tolist()


def shard_count(total: int) -> int:
    """How many shards of details there are for so many incidents."""
    return max(1, -(-total // SHARD_SIZE))
