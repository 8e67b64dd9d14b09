"""Speech acts as PLOVER events with CAMEO codes, for interchange: the mapping is data, its rules are told.

Two faults of the published conversion are left out: a truce declared is CONCEDE, as the manual says, not RETREAT (the
table sends CAMEO 0871 there); and no scores are carried, where ACCUSE stands with the wrong sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """A PLOVER event and mode, a CAMEO code ('' = none fits), and why."""

    event: str
    mode: str = ""
    cameo: str = ""
    rule: str = "verb"


# Verb -> event; a verb without an entry yields no event (`claim` and `report` act on nobody).
VERBS: dict[str, Event] = {
    "agree": Event("AGREE", "", "057"),
    "accept": Event("AGREE", "", "057"),
    "concede": Event("CONCEDE"),
    "withdraw": Event("CONCEDE", rule="a demand withdrawn is CONCEDE"),
    "waive": Event("CONCEDE", rule="a right given up is CONCEDE"),
    "offer": Event("CONSULT", "", "036"),
    "promise": Event("AGREE", rule="a promise of future acts is AGREE"),
    "demand": Event("REQUEST", "change"),
    "condition": Event("REQUEST", "change"),
    "reject": Event("REJECT", "change"),
    "accuse": Event("ACCUSE", "disapprove", "112"),
    "threaten": Event("THREATEN"),
    "reserve": Event("THREATEN"),
    "invoke": Event("REJECT", "change"),
}
# On the taking of an agreement the verbs say more.
ON_AGREEMENT: dict[str, Event] = {
    "order": Event("CONCEDE", "", "0871", "declaring a truce is CONCEDE; the conversion of 0871 to RETREAT is a fault"),
    "announce": Event("CONCEDE", "", "0871",
                      "declaring a truce is CONCEDE; the conversion of 0871 to RETREAT is a fault"),
    "demand": Event("REQUEST", "yield", "1056"),
    "reject": Event("REJECT", "yield", "127"),
    "deny": Event("REJECT", "yield", "127"),
}


def event(act: str, on_agreement: bool) -> Event | None:
    """The event of a verb; None where it acts on nobody."""
    return (ON_AGREEMENT.get(act) if on_agreement else None) or VERBS.get(act)


def rows(statements: Iterable[Mapping[str, Any]], agreements: set[str]) -> Iterable[tuple[object, ...]]:
    """Statements as rows of `interchange`; ``agreements`` are those on the taking of an agreement."""
    for row in statements:
        made = event(row["act"] or "", row["statement_id"] in agreements)
        if made:
            yield (row["statement_id"], row["date"], row["party"] or row["speaker"], row["addressee"], made.event,
                   made.mode or None, made.cameo or None, made.rule)
