"""The five facts that a build prints: never one number, each side under each compared reading."""

from __future__ import annotations

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.publish.words import interval, number_of
from servanda.queries import record, verdicts

_HEADING = ("Potential violations, low–high, any claim, of incidents known here; what each side lists differs, so "
            "these do not say who struck more (in brackets: how many of those open are open by the text):")


def facts(db: Database, case: Case) -> tuple[str, ...]:
    """Five sentences over the compared readings; the last over all readings."""
    compare = case.terms.compare
    totals = record.totals(db)
    turning = verdicts.turning_counts(db, compare)
    every = tuple(reading.id for reading in case.terms.readings)
    outside = verdicts.outside(db, every)
    named = ", ".join(compare)
    return (
        f"{number_of(totals['incidents'], 'incident')} from {number_of(totals['single'], 'single report')}; "
        f"{number_of(totals['composite'], 'report')} of no single happening and {number_of(totals['aside'], 'row')} "
        "set aside count as no incident.",
        "\n  ".join([_HEADING, *_sides(db, case)]),
        f"{number_of(turning['all'], 'incident')} may turn on the reading "
        f"({named}); for {turning['sure']} of them one reading yields a potential violation and another excludes it.",
        f"{number_of(turning['account'], 'incident turns', 'incidents turn')} on whose account one believes.",
        f"{number_of(outside['total'], 'incident')} {'lies' if outside['total'] == 1 else 'lie'} outside every one of "
        f"the {len(every)} readings: no reading leaves a potential violation open.",
    )


def _sides(db: Database, case: Case) -> list[str]:
    """One line per provision and compared reading: each side low to high, any claim."""
    cells: dict[tuple[str, str], list[str]] = {}
    for row in verdicts.figures(db):
        if row["standard"] == "all" and row["reading"] in case.terms.compare and row["high"]:
            text = f"{_title(case, row['party'])} {interval(row['low'], row['high'])} [{row['text_unknown']}]"
            cells.setdefault((row["provision"], row["reading"]), []).append(text)
    return [f"{provision} under {reading}: {', '.join(sides)}"
            for (provision, reading), sides in cells.items()] or ["none under any compared reading"]


def _title(case: Case, party: str) -> str:
    return next((p.title for p in case.info.parties if p.id == party), party)
