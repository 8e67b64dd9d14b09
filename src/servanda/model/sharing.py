"""Who may see what: the switches of sharing, levels of TLP 2.0 for rows and columns, and licences of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from servanda.model.tables import Column, Table
from servanda.model.vocabulary import TLP

OWNER = TLP[-1]
# What a column's own sharing level asks of an audience.
_COLUMNS = {"public": "clear", "restricted": "amber", "private": OWNER}
# How a licence begins under which texts may be passed on as they stand; every other one, and none, keeps them back.
OPEN_LICENCES = ("cc0", "cc by", "cc-by", "creative commons", "odbl", "odc-by", "pddl", "public domain", "ogl",
                 "open government licence", "mit", "open;", "gdelt terms of use: free")

# What a redaction can make coarse instead of hiding it, and how coarse, finest first.
BLURS = {"place": ("area",), "time": ("day", "week")}
# How the name of a source goes out, most open first.
NAMING = ("named", "numbered", "hidden")
# What a hidden row keeps beside its key and what is never empty, so that it can still be counted.
_STAYS = ("incident_id", "set_aside_reason", "tier", "review", "tlp", "licence", "hidden")
NEVER = 24 * 366 * 1000  # hours of a delay that cannot be read
_DURATION = re.compile(r"([0-9]{1,5})\s*(hours?|h|days?|d)")

# Why something of a row is not shown, as the column `hidden` says it.
REDACTED, LEVEL, LICENCE, DELAYED, COARSE, UNNAMED, SMALL, BESIDE = (
    "redacted", "sharing level", "licence", "delayed", "made coarse", "source not named", "numbers alone",
    "beside hidden rows")
WHY = {
    REDACTED: "a person decided so", LEVEL: "they are for a narrower audience",
    LICENCE: "their words may not be passed on", DELAYED: "they are too young to be released",
    COARSE: "places or times go to this audience as areas, days or weeks",
    UNNAMED: "their source asked not to be named, or no source is named to this audience",
    SMALL: "to this audience counts go out as classes, and rows do not",
    BESIDE: "they would tell, by subtraction, what a hidden row says",
}


@dataclass(frozen=True)
class Switch:
    """One way of holding back: where it is set, what is done unless it is, who asks for it, what it does."""

    name: str
    where: str
    default: str
    asked_by: str
    does: str


SWITCHES: dict[str, Switch] = {one.name: one for one in (
    Switch("redact", "a decision of the kind `redact`", "nothing is redacted", "a person who may be hurt, or who "
           "answers for one", "hides a row, a field, a place but not its area, an hour but not its day or week"),
    Switch("tlp", "a row, its source or side-car, the case", "`clear` where the case says nothing else",
           "whoever gave the row", "hides a row from wider audiences"),
    Switch("licence", "a row, its source or side-car, the case", "words stay back", "whoever wrote the words",
           "hides the words and leaves the facts"),
    Switch("delay", "`publish:`, a source, the side-car of a document or table", "no delay",
           "a source who is safe only later; whoever fears that a position is aimed at", "hides rows that are younger"),
    Switch("sources", "`publish:`, or `named` of a source", "`named`", "a source who may be hurt for telling",
           "gives sources numbers in place of names, or no name"),
    Switch("place", "`publish:`", "places as coded", "whoever fears that a position is aimed at",
           "leaves the area of every place, and not the place"),
    Switch("time", "`publish:`", "times as coded", "whoever fears that a habit is read from hours",
           "leaves the day or the week of every time, and not the hour"),
    Switch("fewer_than", "`publish:`", "rows go out, and every number as it is",
           "whoever fears that a small number points at somebody",
           "gives numbers without rows, each as the class in which it lies: 5 gives 0 to 4, 5 to 9 and so on"),
)}


@dataclass(frozen=True)
class Release:
    """What holds for an audience and every wider one; hours of delay, 0 = none; ``fewer_than`` 0 = no limit."""

    audience: str
    delay: int = 0
    sources: str = NAMING[0]
    place: str = ""
    time: str = ""
    fewer_than: int = 0


def switches_for(declared: Iterable[Release], audience: str) -> Release:
    """The strictest of all that is declared for this audience and for narrower ones: nobody sees more than they."""
    holds = [one for one in declared if TLP.index(one.audience) >= TLP.index(audience)]
    return Release(
        audience,
        delay=max((one.delay for one in holds), default=0),
        sources=max((one.sources for one in holds), key=NAMING.index, default=NAMING[0]),
        place=max((one.place for one in holds), default=""),
        time=max((one.time for one in holds), key=("", *BLURS["time"]).index, default=""),
        fewer_than=max((one.fewer_than for one in holds), default=0),
    )


def hours(text: str) -> int:
    """The hours of `72 hours`, `3 days`, `72h` or `3d`.  Raises ``ValueError`` for anything else."""
    found = _DURATION.fullmatch(text.strip().casefold())
    if not found:
        raise ValueError(f"{text!r} is no span such as `72 hours` or `3 days`")
    return int(found[1]) * (24 if found[2].startswith("d") else 1)


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
