"""What the rows of every kind share: provenance, sharing level, review, and whether a row is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.collect import columns
from servanda.collect.actors import Directory
from servanda.collect.decided import overrides
from servanda.collect.foreign import BLOCK
from servanda.collect.mapping import Sheet, sheets
from servanda.collect.sources import Sources, sharing
from servanda.model.case import Case, Frame
from servanda.model.vocabulary import TLP

PROVENANCE = ("document_id", "start", "end", "tier", "review", "tlp", "licence")
HAND = "hand"
REVIEWS = ("accepted", "corrected", "rejected", "pending")
_TAKEN = ("accepted", "corrected")
_TLP, _REVIEW = columns.one_of(TLP, unknown=False), columns.one_of(REVIEWS, unknown=False)


@dataclass(frozen=True)
class Desk:
    """The case with what is looked up in it again and again."""

    case: Case
    people: Directory
    sources: Sources

    @classmethod
    def of(cls, case: Case) -> Desk:
        """The desk of a case."""
        return cls(case, Directory(case.info), Sources(case.info))

    def sheet(self, table: str, names: Sequence[str], key: str) -> Sheet:
        """All rows of a kind, with decisions laid over them."""
        return next(self.sheets(table, names, key, 1 << 60))

    def sheets(self, table: str, names: Sequence[str], key: str, most: int = BLOCK, *,
               unique: bool = False) -> Iterator[Sheet]:
        """The rows of a kind in sheets of some ``most`` rows, at least one, with decisions laid over them."""
        return sheets(table, self.case.tables.get(table, ()), (key, *names), key,
                      overrides(self.case.decisions, table), most, unique=unique)


def provenance(rows: Sheet, desk: Desk, sources: Sequence[str | None]) -> Frame:
    """The columns that say where rows came from and who may see them."""
    rows.column("tlp", _TLP)
    frame: Frame = {
        "from_file": rows.files,
        "from_row": rows.lines,
        "document_id": rows.column("document_id", columns.text),
        "start": rows.column("start", columns.count),
        "end": rows.column("end", columns.count),
        "tier": rows.column("tier", columns.text),
        "review": rows.column("review", _REVIEW),
        "tlp": sharing(rows, sources, desk.sources, desk.case.info, "tlp"),
        "licence": sharing(rows, sources, desk.sources, desk.case.info, "licence"),
    }
    _hold_pending(rows, frame)
    return frame


def _hold_pending(rows: Sheet, frame: Frame) -> None:
    """Set machine-read rows aside until a person has taken them."""
    if "tier" not in rows.cells:
        return
    for row, (tier, review) in enumerate(zip(frame["tier"], frame["review"], strict=True)):
        if tier and tier != HAND and review not in _TAKEN:
            state = "was rejected" if review == "rejected" else "waits for review"
            rows.refuse(row, "record_pending", f"The record of tier `{tier}` {state}.")


def outcome(rows: Sheet) -> Frame:
    """Whether each row is used; to be asked when all columns have been read."""
    return {"used": [reason is None for reason in rows.reasons], "set_aside_reason": list(rows.reasons)}
