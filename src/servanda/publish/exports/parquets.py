"""Tables as Parquet, every column typed; of very many verdicts the reasons as two whole numbers."""

from __future__ import annotations

from pathlib import Path

from servanda.model.reasons import BITS
from servanda.model.tables import TABLES
from servanda.publish import cells, swap
from servanda.publish.exports.parcel import Parcel, Written, file_of
from servanda.queries import coded, tables

REASONS = "reason_codes.csv"


def write(parcel: Parcel, folder: Path) -> Written:
    """``<table>.parquet`` for every table asked for."""
    done = Written()
    for name in parcel.names:
        done |= one(parcel, name, folder)
    return done


def one(parcel: Parcel, name: str, folder: Path) -> Written:
    """One table; coded where there are too many rows for words and the codes are at hand."""
    path = file_of(folder, f"{name}.parquet")
    about = parcel.about | {"table": name, "doc": TABLES[name].doc}
    if parcel.cut(name) and coded.held(parcel.db, name):
        rows = coded.parquet(parcel.db, name, path, about)
        return Written({path.name: rows}, (_coded_note(name),)) | reason_codes(folder)
    odd = tables.odd_days(parcel.db, name)
    rows = tables.parquet(parcel.db, name, path, about, odd)
    notes = tuple(f"{path.name}: `{column}` stays text, as not every cell is a whole day." for column in odd)
    return Written({path.name: rows}, notes)


def reason_codes(folder: Path) -> Written:
    """The key to reasons as whole numbers: which bit of which of the two stands for which code."""
    rows = [(f"reasons_{half}", str(bit), code) for half, codes in zip(("1", "2"), BITS, strict=True)
            for code, bit in codes.items()]
    swap.file(folder / REASONS, cells.document(("column", "bit", "code"), rows))
    return Written({REASONS: len(rows)})


def _coded_note(name: str) -> str:
    return (f"{name}.parquet holds `reasons` as two whole numbers, `reasons_1` and `reasons_2`: a code is among the "
            f"reasons where the column and its `bit` in {REASONS} have a bit in common.")
