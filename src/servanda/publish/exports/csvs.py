"""Tables as CSV in the house's dialect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from servanda.engine.database import Database
from servanda.model.tables import TABLES
from servanda.publish import cells, swap
from servanda.publish.exports import parquets
from servanda.publish.exports.parcel import Parcel, Written
from servanda.queries import lines


def table(db: Database, name: str, target: Path, *, open_only: bool = False) -> int:
    """One table as CSV; returns the number of rows.  Raises ``KeyError`` for a table that is not declared.

    ``open_only`` keeps of a table of verdicts the rows whose `possible` contains a potential violation.
    """
    count = 0

    def pieces() -> Iterator[bytes]:
        nonlocal count
        yield cells.document(TABLES[name].names, ())
        for some in lines.of(db, name, open_only=open_only):
            count += len(some)
            yield "".join(f"{line}\n" for line in some).encode("utf-8", "replace")

    swap.stream(target, pieces())
    return count


def write(parcel: Parcel, folder: Path) -> Written:
    """``<table>.csv`` for every table asked for; tables of verdicts that are cut also go out whole as Parquet."""
    done = Written()
    for name in parcel.names:
        file = f"{name}.csv"
        cut = parcel.cut(name)
        done |= Written({file: table(parcel.db, name, folder / file, open_only=cut)},
                        (parcel.cut_note(name, file),) if cut else ())
        if cut:
            done |= parquets.one(parcel, name, folder)
    return done
