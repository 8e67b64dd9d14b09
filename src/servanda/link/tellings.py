"""What the linker compares, as columns: one row a telling, each distinct story once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servanda.model.objects import UNKNOWN
from servanda.model.vocabulary import FUNCTIONS, SECTORS, ancestors

Ints = NDArray[np.int64]
Nums = NDArray[np.float64]
Bits = NDArray[np.uint64]
Bools = NDArray[np.bool_]

NEVER = np.int64(-(2**62))  # a time that is not stated


@dataclass(frozen=True)
class Tellings:
    """Columns of equal length.

    Times are seconds (``NEVER`` = not stated), ``high`` exclusive; radii in km; a code or number below 0 and
    an empty mask are not stated.  ``place``, ``region``, ``author``, ``voice``, ``act`` and ``means`` index the
    lists of words; ``voice`` is who first asserted it, where that is stated, and ``source`` who published
    it, where that is all that is known.
    """

    low: Ints
    high: Ints
    lat: Nums
    lon: Nums
    radius: Nums
    place: Ints
    region: Ints
    author: Ints
    voice: Ints
    source: Ints
    act: Ints
    means: Ints
    stage: Ints
    functions: Bits
    functions_above: Bits
    sectors: Bits
    sectors_above: Bits
    dead: Ints
    hurt: Ints
    places: tuple[str, ...]
    acts: tuple[str, ...]
    weapons: tuple[str, ...]

    def __len__(self) -> int:
        """How many tellings."""
        return len(self.low)

    @property
    def timed(self) -> Bools:
        """Which state a time."""
        return np.asarray(self.low != NEVER)

    @property
    def placed(self) -> Bools:
        """Which state a position."""
        return ~np.isnan(self.lat)

    @property
    def span(self) -> Ints:
        """Length of the possible time in seconds."""
        return self.high - self.low

    def some(self, most: int) -> Tellings:
        """At most so many tellings: those nearest in time to the middle one, with those of no time first to go."""
        if len(self) <= most:
            return self
        order = np.argsort(np.where(self.timed, self.low, np.iinfo(np.int64).max), kind="stable")
        start = max(0, (int(self.timed.sum()) - most) // 2)
        kept = np.sort(order[start:start + most])
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        chosen: dict[str, Any] = {name: column[kept] if isinstance(column, np.ndarray) else column
                                  for name, column in columns.items()}
        return Tellings(**chosen)

    def after(self, seconds: int) -> Tellings:
        """The tellings followed by themselves with their clocks put forward."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        later = {"low": np.where(self.timed, self.low + seconds, self.low),
                 "high": np.where(self.timed, self.high + seconds, self.high)}
        both: dict[str, Any] = {name: np.concatenate([column, later.get(name, column)])
                                if isinstance(column, np.ndarray) else column for name, column in columns.items()}
        return Tellings(**both)


def path(tree: Mapping[str, str], word: str | None) -> str | None:
    """A word of a tree with all above it, most general first: `aerial/uav`; another word as it is."""
    if not word or word == UNKNOWN:
        return None
    return "/".join(reversed(ancestors(dict(tree), word))) if word in tree else word


def masks(aimed: Sequence[str | None], hit: Sequence[str | None]) -> tuple[Bits, Bits, Bits, Bits]:
    """Functions and sectors named, each with and without everything more general, as bits.

    A word of no tree takes a bit by its spelling above those of the tree.
    """
    texts = [f"{one or ''};{other or ''}" for one, other in zip(aimed, hit, strict=True)]
    seen = sorted(set(texts))
    place = {text: number for number, text in enumerate(seen)}
    of = np.fromiter((place[text] for text in texts), np.int64, len(texts))
    made = []
    for tree, position in ((FUNCTIONS, 0), (SECTORS, 2)):
        own, above = _bits(seen, tree, position)
        made += [own[of], above[of]]
    return made[0], made[1], made[2], made[3]


def _bits(texts: Sequence[str], tree: Mapping[str, str], position: int) -> tuple[Bits, Bits]:
    number = {word: bit for bit, word in enumerate(tree)}
    own, above = [], []
    for text in texts:
        words = {part.partition(":")[0].partition("/")[position].strip() for part in text.split(";")} - {UNKNOWN, ""}
        up = {wide for word in words for wide in (ancestors(dict(tree), word) if word in tree else (word,))}
        own.append(sum({1 << _bit(number, word) for word in words}))
        above.append(sum({1 << _bit(number, word) for word in up}))
    return np.array(own, dtype=np.uint64), np.array(above, dtype=np.uint64)


def _bit(number: Mapping[str, int], word: str) -> int:
    if word in number:
        return number[word]
    return len(number) + sum(word.encode()) % (64 - len(number))
