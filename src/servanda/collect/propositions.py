"""What statements say of explicit propositions, to its table: polarity, value with its bounds, period, conditions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from servanda.collect import columns
from servanda.collect.common import PROVENANCE, Desk, outcome, provenance
from servanda.collect.mapping import Sheet
from servanda.model.case import Frame, Proposition
from servanda.model.problems import Problem
from servanda.model.vocabulary import ACCEPTANCE_EVENTS, BOUNDS

INPUT = ("statement_id", "proposition", "party", "polarity", "value", "qualifier", "low", "high", "unit", "definition",
         "period_from", "period_to", "conditions", "in_exchange", "partly", "how", "event", "note", *PROVENANCE)
_POLARITIES, _HOW = ("asserts", "denies", "open"), ("said", "implied")
_MOST = 10**9


def proposition_table(desk: Desk, statements: set[str]) -> tuple[Frame, list[Problem]]:
    """The frame of `propositions`, all rows of it, and what is wrong with them; ``statements`` are those held."""
    rows = desk.sheet("propositions", INPUT, "claim_id")
    declared = {one.id: one for one in desk.case.info.propositions}
    number = columns.number(0, _MOST)
    parsers: dict[str, Any] = {
        "statement_id": columns.text, "proposition": columns.one_of(declared, unknown=False),
        "party": desk.people.known_party, "polarity": columns.one_of(_POLARITIES, unknown=False),
        "value": columns.text, "qualifier": columns.one_of(BOUNDS, unknown=False), "low": number, "high": number,
        "unit": columns.text, "definition": columns.text, "period_from": columns.day, "period_to": columns.day,
        "conditions": columns.text, "in_exchange": columns.text, "partly": columns.text,
        "how": columns.one_of(_HOW, unknown=False), "event": columns.one_of(ACCEPTANCE_EVENTS, unknown=False),
        "note": columns.text,
    }
    frame: Frame = {name: rows.column(name, parse) for name, parse in parsers.items()}
    frame["polarity"] = [polarity or "asserts" for polarity in frame["polarity"]]
    frame["how"] = [how or "said" for how in frame["how"]]
    _check(rows, frame, declared, statements)
    frame.update({"claim_id": rows.ids, **provenance(rows, desk, [None] * len(rows)), **outcome(rows)})
    return frame, rows.problems


def _check(rows: Sheet, frame: Frame, declared: dict[str, Proposition], statements: set[str]) -> None:
    """Refuse rows of no statement, and answers that are not of the kind that the proposition asks for."""
    for row, (statement, id_) in enumerate(zip(frame["statement_id"], frame["proposition"], strict=True)):
        for name, given in (("statement_id", statement), ("proposition", id_)):
            if not given:
                rows.refuse(row, "cell_wrong", f"`{name}` is empty.")
        if statement and statement not in statements:
            rows.refuse(row, "id_unknown", f"`{statement[:80]}` is no statement in use.")
        wrong = _answer(declared[id_].answer, frame, row) if id_ in declared else ""
        if wrong:
            rows.refuse(row, "cell_wrong", f"`value` is `{(frame['value'][row] or '')[:80]}`: {wrong}.")


def _answer(asked: str, frame: Frame, row: int) -> str:
    """Fill low and high of a number from its qualifier; what is wrong with the answer, '' = nothing."""
    value = frame["value"][row]
    if frame["polarity"][row] == "open":
        return "" if asked == "yes_no" and not value else "what is left open has no value"
    if asked == "yes_no":
        return "the proposition asks for yes or no, which `polarity` says" if value else ""
    if not value:
        return f"the proposition asks for a {asked}"
    if asked == "day":
        try:
            columns.day(value)
        except ValueError as error:
            return str(error)
    return _number(value, frame, row) if asked == "number" else ""


def _number(value: str, frame: Frame, row: int) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "not a number"
    low, high = bounds(number, frame["qualifier"][row] or "exact")
    frame["low"][row] = frame["low"][row] if frame["low"][row] is not None else low
    frame["high"][row] = frame["high"][row] if frame["high"][row] is not None else high
    return ""


def bounds(value: Decimal, qualifier: str) -> tuple[Decimal, Decimal | None]:
    """What a number means at least and at most; None = without limit.

    `about` is read as ten in a hundred to either side: a convention of ours, told in the codebook.
    """
    if qualifier == "at_least":
        return value, None
    if qualifier == "at_most":
        return Decimal(0), value
    if qualifier == "about":
        return value * Decimal("0.9"), value * Decimal("1.1")
    return value, value
