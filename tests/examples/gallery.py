"""What the cases of the gallery share: assessed once, and the figures of their README held against the build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from servanda import app
from servanda.queries import record, verdicts
from tests.examples.account import Account

EXAMPLES = Path(__file__).parents[2] / "examples"
_ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| ([^`]+) \|$", re.MULTILINE)


def assessed(name: str) -> Iterator[Account]:
    """Questions to a case of the gallery."""
    case, problems = app.read(EXAMPLES / name)
    db, problems = app.assess(case, problems)
    yield Account(db, case, problems)
    db.close()


def readme(name: str) -> str:
    """The story of a case, on one line where its lines were wrapped."""
    return re.sub(r"(?<![|\n])\n(?![|\n#-])\s*", " ", (EXAMPLES / name / "README.md").read_text(encoding="utf-8"))


def table(name: str, authors: tuple[str, ...]) -> dict[tuple[str, str, str], str]:
    """(provision, reading, author) -> the figure that the README prints."""
    return {(provision, reading, author): cell.strip()
            for provision, reading, cells in _ROW.findall(readme(name))
            for author, cell in zip(authors, cells.split("|"), strict=True)}


def counted(case: Account) -> dict[tuple[str, str, str], str]:
    """The same figures, of the build."""
    return {(row[0], row[1], row[2]): f"{row[3]}–{row[4]}" for row in case.db.rows("""
        SELECT provision, reading, party, low, high FROM figures
        WHERE rule = 'incidents' AND measure = 'count' AND standard = 'all' AND subset IS NULL""")}


def headline(case: Account) -> str:
    """The sentence under the table."""
    totals, compare = record.totals(case.db), case.case.terms.compare
    readings = [reading.id for reading in case.case.terms.readings]
    turning = verdicts.turning_counts(case.db, compare)
    outside = verdicts.outside(case.db, readings)["total"]
    return (f"{totals['incidents']} incidents from {totals['reports_in']} reports; {turning['all']} may turn on the "
            f"reading, {turning['account']} turn on the account, {outside} lie outside every reading")


def itemised(case: Account) -> dict[str, int]:
    """Single reports by the party of their origins."""
    return {row["party"]: row["reports"] for row in record.itemised(case.db)}


def outcomes(case: Account, report: str, provision: str, author: str) -> dict[str, str]:
    """The outcome of a report's incident for one author, by reading."""
    return dict(case.db.rows("""SELECT reading, outcome FROM verdicts
        WHERE incident_id = ? AND provision = ? AND author = ?""", [case.incident(report), provision, author]))
