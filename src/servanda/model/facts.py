"""The facts of one account as assessing needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servanda.model.objects import Thing


@dataclass(frozen=True)
class Telling:
    """What one report of an account tells; '' and () = not stated, `unknown` = said to be unknown."""

    act: str = ""
    stage: str = ""
    means: str = ""
    aimed: tuple[Thing, ...] = ()
    affected: tuple[Thing, ...] = ()


@dataclass(frozen=True)
class Facts:
    """One account, tried against one author ('' = nobody named).

    Times are seconds UTC, ends exclusive, None = not known.  ``zones`` says inside, outside,
    straddles or unstated for each zone id.  ``claim``, ``recognised``, ``controller`` and
    ``operator`` are parties, empty = not known.
    """

    author: str = ""
    time_from: int | None = None
    time_to: int | None = None
    lasted_from: int | None = None
    lasted_to: int | None = None
    tellings: tuple[Telling, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)
    claim: frozenset[str] = frozenset()
    recognised: frozenset[str] = frozenset()
    controller: frozenset[str] = frozenset()
    operator: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    established: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Freed:
    """From when a party is released: certainly, and possibly (seconds UTC, NEVER = not)."""

    certain: int
    possible: int
