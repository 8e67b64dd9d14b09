"""Outside tallies against their publisher's own clock, and against our count of the same days."""

from __future__ import annotations

import pytest

from servanda.model.clock import span
from tests.assess.small import BASE, NORTH, account, assessed, with_

FIRST = span("2031-05-01", "UTC")[0]
DAY = 86_400
RULE = with_(window=BASE.window.__class__(((FIRST, FIRST),), ((FIRST + 3 * DAY, FIRST + 3 * DAY),
                                                              (FIRST + 4 * DAY, FIRST + 4 * DAY))))


def _check(start: str, end: str, provision: str | None = "grid") -> list[tuple[object, ...]]:
    strikes = [account(f"E{n}/a", time_from=FIRST + n * DAY + 60, time_to=FIRST + n * DAY + 120) for n in range(5)]
    tally = {"tally_id": "T1", "used": True, "party": NORTH, "measure": "violations", "provision": provision,
             "value": 9, "period_from": start, "period_to": end}
    db = assessed(strikes, [RULE], tallies=[tally])
    return db.rows("""SELECT reading, period, our_low, our_high FROM tally_checks WHERE "check" = 'own_reading'""")


@pytest.mark.parametrize(("start", "end", "period", "low", "high"), [
    ("2031-05-01", "2031-05-02", "inside", 2, 2),
    ("2031-04-20", "2031-04-28", "before_start", 0, 0),
    ("2031-05-03", "2031-05-04", "partly", 1, 2),  # the fourth day turns on how days are counted
    ("2031-05-05", "2031-05-06", "after_end", 0, 0),
])
def test_a_count_lies_inside_partly_or_outside_its_publishers_own_days(start: str, end: str, period: str, low: int,
                                                                     high: int) -> None:
    """A strike on each of five days; the rule ends after the third or the fourth."""
    assert _check(start, end) == [("n1", period, low, high)]


def test_a_count_of_something_else_is_held_against_nothing() -> None:
    """Drones launched are no violations of a provision."""
    assert _check("2031-05-01", "2031-05-02", None) == []
