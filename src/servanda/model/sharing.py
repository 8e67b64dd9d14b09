"""Who may see what: levels of TLP 2.0 for rows and columns, and licences under which words may be passed on."""

from __future__ import annotations

from servanda.model.tables import Column, Table
from servanda.model.vocabulary import TLP

OWNER = TLP[-1]
# What a column's own sharing level asks of an audience.
_COLUMNS = {"public": "clear", "restricted": "amber", "private": OWNER}
# How a licence begins under which texts may be passed on as they stand; every other one, and none, keeps them back.
OPEN_LICENCES = ("cc0", "cc by", "cc-by", "creative commons", "odbl", "odc-by", "pddl", "public domain", "ogl",
                 "open government licence", "mit", "open;", "gdelt terms of use: free")


# What a redaction can make coarse instead of hiding it, and how coarse.
BLURS = {"place": "area", "time": "day"}
# What a hidden row keeps beside its key and what is never empty, so that it can still be counted.
_STAYS = ("incident_id", "set_aside_reason", "tier", "review", "tlp", "licence", "hidden")


def stays(table: Table, name: str) -> bool:
    """Whether a column of a hidden row stays."""
    return name in table.key or name in _STAYS or table.column(name).empty == "never empty"


def reaches(level: str | None, audience: str) -> bool:
    """Whether a row of that level may go to that audience; a level that is not stated goes to the owner only."""
    return TLP.index(level if level in TLP else OWNER) <= TLP.index(audience)


def levels_for(audience: str) -> tuple[str, ...]:
    """The levels of rows that an audience may see."""
    return TLP[:TLP.index(audience) + 1]


def column_reaches(column: Column, audience: str) -> bool:
    """Whether a column may go to that audience."""
    return reaches(_COLUMNS[column.sharing], audience)


def words_may_go(licence: str | None) -> bool:
    """Whether the words of a source may be passed on under that licence."""
    return (licence or "").strip().casefold().startswith(OPEN_LICENCES)
