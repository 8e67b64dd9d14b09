"""Problems with why they matter and how to mend them; rows set aside; composites, which never count as one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from servanda.publish.book import Book
from servanda.queries import record, tables

SHOWN = 100  # lines listed under one code; the rest is in exports/problems.csv


def view(book: Book) -> dict[str, Any]:
    """Problems grouped by code, errors first."""
    rows = record.problems(book.db)
    groups = [{"code": key[1], "severity": key[0], "rows": listed[:SHOWN], "total": len(listed), "why": key[2],
               "mend": key[3]}
              for key, group in groupby(rows, key=lambda r: (r["severity"], r["code"], r["why"], r["mend"]))
              for listed in [list(group)]]
    return {"groups": groups, "total": len(rows), "balance": tables.used_and_aside(book.db),
            "aside": tables.set_aside(book.db), "composites": record.composites(book.db), "limit": SHOWN}
