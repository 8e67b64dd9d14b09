"""Questions that a monitor puts to an assessed case, by report ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.problems import Problem


@dataclass(frozen=True)
class Account:
    """An assessed case."""

    db: Database
    case: Case
    problems: tuple[Problem, ...]

    def incident(self, report: str) -> str:
        """The incident of a report; '' if it belongs to none."""
        return str(self.db.rows("SELECT coalesce(incident_id, '') FROM reports WHERE report_id = ?", [report])[0][0])

    def verdict(self, report: str, reading: str, author: str, provision: str = "energy") -> dict[str, Any]:
        """The verdict row of a report's incident."""
        return self.db.dicts("""SELECT * FROM verdicts WHERE incident_id = ? AND reading = ? AND author = ?
            AND provision = ?""", [self.incident(report), reading, author, provision])[0]

    def of_account(self, report: str, reading: str, provision: str = "energy") -> dict[str, Any]:
        """The verdict on the account that a report tells."""
        return self.db.dicts("""SELECT v.* FROM account_verdicts v JOIN accounts a USING (account_id)
            WHERE list_contains(string_split(a.report_ids, ';'), ?) AND v.reading = ? AND v.provision = ?
            ORDER BY v.author""", [report, reading, provision])[0]

    def authors(self, report: str) -> list[str]:
        """The authors under which the incident of a report has verdicts."""
        return [row[0] for row in self.db.rows("SELECT DISTINCT author FROM verdicts WHERE incident_id = ? ORDER BY 1",
                                               [self.incident(report)])]

    def incidents(self, *reports: str) -> list[str]:
        """The incidents of some reports, in their order."""
        return [self.incident(report) for report in reports]


def reasons(row: dict[str, Any]) -> set[str]:
    """The reason codes of a verdict row."""
    return set(row["reasons"].split(";"))
