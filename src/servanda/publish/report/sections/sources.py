"""The rows that the report rests on, each with who published it, when and where."""

from __future__ import annotations

from servanda.publish import marks
from servanda.publish.report.desk import Desk, Row
from servanda.publish.report.document import Block, Table, Text
from servanda.publish.report.document import Row as Line


def blocks(desk: Desk) -> list[Block]:
    """One table in code-point order of the ids; to be built last, when every section has cited."""
    rows = tuple(_line(desk, id_, row) for id_, row in sorted(desk.cited.items()))
    if not rows:
        return []
    head = (desk.say("Row"), desk.say("Published by"), desk.say("On"), desk.say("Address"))
    return [Table(desk.say("Rows cited"), head, rows, (3, 5, 4, 14))]


def _line(desk: Desk, id_: str, row: Row) -> Line:
    return Line(((desk.id(id_),), (desk.name(row["source"]),) if row.get("source") else desk.say("not stated"),
                 desk.day(row["published"]) if row.get("published") else desk.say("day not stated"),
                 _address(desk, row.get("url") or "")))


def _address(desk: Desk, url: str) -> Text:
    return (desk.quote(url),) if marks.href(url) else desk.say("not stated")
