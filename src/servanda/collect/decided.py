"""What the journal says of rows as read: values set, machine-read records accepted, corrected or rejected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from servanda.model.case import Decision

_REVIEWS = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}


def overrides(decisions: Iterable[Decision], table: str) -> dict[str, dict[str, str]]:
    """Row id -> column -> decided text, of one table; the later decision wins."""
    found: dict[str, dict[str, str]] = {}
    for decision in sorted(decisions, key=lambda item: item.seq):
        if decision.state != "active" or decision.table != table:
            continue
        fields = _fields(decision)
        for id_ in decision.ids if fields else ():
            found.setdefault(id_, {}).update(fields)
    return found


def grades(decisions: Iterable[Decision]) -> dict[str, str]:
    """Source -> the grade that a person gave it; the later decision wins."""
    return {id_: next(iter(_values(one.value).values()), "") or str(one.value or "")
            for one in sorted(decisions, key=lambda item: item.seq)
            if one.kind == "grade" and one.state == "active" for id_ in one.ids}


def _fields(decision: Decision) -> dict[str, str]:
    """The columns that a decision sets."""
    if decision.kind == "set":
        return _values(decision.value)
    if decision.kind not in _REVIEWS:
        return {}
    stated = _values(decision.value) if decision.kind == "correct" else {}
    return {**stated, "review": _REVIEWS[decision.kind]}


def _values(value: Any) -> dict[str, str]:
    """``{"field": name, "value": v}`` or ``{name: v, ...}`` as column -> text."""
    if not isinstance(value, Mapping):
        return {}
    if "field" in value:
        return {str(value["field"]): _text(value.get("value"))}
    return {str(name): _text(item) for name, item in value.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(_text(item) for item in value) if isinstance(value, (list, tuple)) else str(value)
