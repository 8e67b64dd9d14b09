"""Data for pages as script files, since a page opened from disk may not fetch: a call with one JSON value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

INDEX_SIZE = 10_000  # incidents in one shard of the list
SHARD_SIZE = 40  # incidents in one shard of details, on average


def script(name: str, value: Any) -> str:
    """``servanda.take("name", value);`` with everything escaped that could end or break a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for raw in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(raw, f"\\u{ord(raw):04x}")
    return f"servanda.take({json.dumps(name)},{text});\n"


def write(folder: Path, name: str, value: Any) -> str:
    """Write one shard; returns its path from the site's root."""
    path = folder / "data" / f"{name}.js"
    path.parent.mkdir(exist_ok=True)
    text = script(name, value).encode("utf-8", "replace")
    path.write_bytes(text)
    return f"data/{name}.js"


def bucket(key: str, count: int) -> int:
    """The shard of an id among ``count``: FNV-1a, 32 bits, over UTF-8; `static/incident.js` does the same."""
    value = 0x811C9DC5
    for byte in key.encode("utf-8", "replace"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value % count


def shard_count(total: int) -> int:
    """How many shards of details there are for so many incidents."""
    return max(1, -(-total // SHARD_SIZE))


def by_bucket(items: Mapping[str, Any], count: int) -> list[dict[str, Any]]:
    """Items by id, spread over ``count`` shards."""
    spread: list[dict[str, Any]] = [{} for _ in range(count)]
    for key in sorted(items):
        spread[bucket(key, count)][key] = items[key]
    return spread
