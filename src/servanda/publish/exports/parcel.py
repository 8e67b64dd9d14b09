"""What goes out together: the tables behind the gate, whose case they are, for whom, and how much of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from servanda.engine.database import Database
from servanda.guard.text import plain
from servanda.model.case import Case
from servanda.model.sharing import OWNER
from servanda.model.tables import TABLES
from servanda.publish.words import SENTENCE
from servanda.queries import tables

# Above so many incidents the tables of verdicts go out whole as Parquet only.
MANY = 100_000
WIDE = ("verdicts", "account_verdicts")
# Where a case states no day that counts as now, files that must bear a date bear this one.
NO_DAY = date(1980, 1, 1)


@dataclass(frozen=True)
class Written:
    """Rows by the name of each file, and what a reader of them must be told."""

    files: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __or__(self, other: Written) -> Written:
        """Both."""
        return Written(self.files | other.files, tuple(dict.fromkeys((*self.notes, *other.notes))))


class NeedsExtra(Exception):
    """A format needs a package that is not installed; the message says which extra brings it."""


@dataclass(frozen=True)
class Parcel:
    """The tables of one case as one audience may see them; ``names`` are those asked for."""

    db: Database
    case: Case
    as_of: str
    audience: str = OWNER
    names: tuple[str, ...] = tuple(TABLES)

    @property
    def about(self) -> dict[str, str]:
        """What every file says of itself where its format has room: case, day, licence, for whom, and the sentence."""
        info = self.case.info
        return {"case": plain(info.id), "title": plain(info.title), "as_of": self.as_of or "not stated",
                "licence": plain(info.licence) or "not stated", "shared_with": self.audience,
                "note": f"A {SENTENCE}."}

    @property
    def day(self) -> date:
        """The only date that a file bears."""
        try:
            return date.fromisoformat(self.as_of[:10])
        except ValueError:
            return NO_DAY

    def cut(self, name: str) -> bool:
        """Whether only the rows with a possible violation of that table fit into formats for reading."""
        return name in WIDE and tables.count(self.db, "incidents") > MANY

    def cut_note(self, name: str, file: str) -> str:
        """What a reader of such rows must know."""
        return (f"{file} holds only the rows of `{name}` whose `possible` contains a potential violation, "
                f"as there are more than {MANY:,} incidents; every row goes out as Parquet.")


def only(parcel: Parcel, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names that were asked for."""
    return tuple(name for name in names if name in parcel.names)


def file_of(folder: Path, name: str) -> Path:
    """The path of a file of the parcel, its folder made."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
