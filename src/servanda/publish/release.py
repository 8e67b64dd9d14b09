"""What makes a build a release: for whom, as of which day, under whose key, and what was corrected before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Release:
    """A release as its pages tell it.

    ``level`` is the sharing level, ``day`` the one *now*, ``key`` the fingerprint of the key that signs ('' = not
    signed); ``corrections`` are the entries of the public log, the oldest first.
    """

    level: str
    day: str
    key: str = ""
    corrections: tuple[Mapping[str, Any], ...] = ()
