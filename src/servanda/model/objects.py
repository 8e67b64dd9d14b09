"""Two-facet objects: what a thing does (function) and for what (sector), as `function/sector[:how]`."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.model.vocabulary import AFFECTED_HOW, FUNCTIONS, SECTORS

UNKNOWN = "unknown"


@dataclass(frozen=True, order=True)
class Thing:
    """An object; either facet may be ``unknown``.  ``how`` is '' for what was aimed at."""

    function: str
    sector: str
    how: str = ""

    def __str__(self) -> str:
        return f"{self.function}/{self.sector}" + (f":{self.how}" if self.how else "")


def parse_things(text: str, *, affected: bool) -> tuple[Thing, ...]:
    """Read ``substation/grid;store/oil:debris``; ``unknown`` alone is an answer, '' is nothing stated.

    ``how`` defaults to direct where ``affected``.  Raises ``ValueError`` naming the wrong part.
    """
    things = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        body, _, how = part.partition(":")
        function, _, sector = body.partition("/")
        function, sector = function or UNKNOWN, sector or UNKNOWN
        if function != UNKNOWN and function not in FUNCTIONS:
            raise ValueError(f"`{function}` is not a function of the codebook")
        if sector != UNKNOWN and sector not in SECTORS:
            raise ValueError(f"`{sector}` is not a sector of the codebook")
        if affected:
            how = how or "direct"
            if how not in AFFECTED_HOW:
                raise ValueError(f"`{how}` is not one of {', '.join(AFFECTED_HOW)}")
        elif how:
            raise ValueError(f"`:{how}` has no place in what was aimed at")
        things.append(Thing(function, sector, how))
    return tuple(things)
