"""Duties with a day: what fell due, what is past due, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.publish.report.desk import Desk, Row, split
from servanda.publish.report.document import Block, Paragraph, Sentence, Text
from servanda.queries import report as asked

_DONE = ("fulfilled", "late", "overtaken")


def fell_due(desk: Desk) -> list[Row]:
    """Duties whose last day lies in the period."""
    first, last = desk.span
    return [row for row in asked.duties(desk.book.db) if first <= row["due_to"] <= last]


def passed(desk: Desk) -> list[Row]:
    """Duties whose last day came before the period and that by no account held are done."""
    return [row for row in asked.duties(desk.book.db) if row["due_to"] < desk.span[0] and row["state"] not in _DONE]


def coming(desk: Desk) -> list[Row]:
    """Duties whose last day lies in the period after, of the same length."""
    after = desk.period.after
    return [row for row in asked.duties(desk.book.db)
            if after.first.isoformat() <= row["due_to"] <= after.last.isoformat()]


def blocks(desk: Desk) -> list[Block]:
    """Each of the three as a list; what there is none of is said."""
    made: list[Block] = []
    for rows, title, nothing in (
            (fell_due(desk), desk.say("Last day in this period:"),
             desk.say("No duty had its last day in this period.")),
            (passed(desk), desk.say("Past their last day before this period, and not done by any account held:"),
             desk.say("No duty held is past due from before this period.")),
            (coming(desk), desk.say("Last day in the period that follows:"),
             desk.say("No duty held has its last day in the period that follows."))):
        made += _listed(desk, rows, Sentence(title if rows else nothing))
    return made


def _listed(desk: Desk, rows: Sequence[Row], head: Sentence) -> list[Block]:
    return [Paragraph((head,)), *([Paragraph(tuple(_duty(desk, row) for row in rows), listed=True)] if rows else [])]


def _duty(desk: Desk, row: Row) -> Sentence:
    """A duty as an entry; who owes it and who tells of it only where sides may be named."""
    what = desk.name(row["what"])
    amount = desk.say(" ({quantity} {unit})", quantity=desk.value(row["quantity"]), unit=desk.name(row["unit"] or "")) \
        if row["quantity"] is not None else ()
    due = desk.day(row["due_to"])
    if desk.named:
        to = desk.say(" to {to}", to=_parties(desk, row["to"])) if row["to"] else ()
        head = desk.say("{due}: {by}{to}: {what}{amount}.", due=due, by=_parties(desk, row["by"]), to=to, what=what,
                        amount=amount)
        state = desk.say("As held now: {state}, by the account of {by}.", state=desk.code("duty", row["state"]),
                         by=_parties(desk, row["state_by"])) if row["state_by"] else desk.say(
                             "As held now: {state}.", state=desk.code("duty", row["state"]))
    else:
        head = desk.say("{due}: {what}{amount}.", due=due, what=what, amount=amount)
        state = desk.say("As held now: {state}.", state=desk.code("duty", row["state"]))
    condition = desk.say("On condition: {condition}.",
                         condition=desk.quote(row["condition"])) if desk.named and row["condition"] else ()
    return desk.entry((head, condition, state), (desk.cite(row, "commitment_id"), *desk.cites(split(row["cites"]))),
                      desk.say("as relayed"))


def _parties(desk: Desk, ids: str | None) -> Text:
    return desk.joined(desk.party(one) if one != "unknown" else desk.say("somebody not named")
                       for one in split(ids)) or desk.say("not stated")
