"""What a decision may say: facts, never outcomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from servanda.case.fields import near
from servanda.guard.text import quoted
from servanda.model.case import Decision
from servanda.model.sharing import BLURS, stays
from servanda.model.tables import TABLES
from servanda.model.vocabulary import STANDINGS

KINDS = ("merge", "split", "set", "standing", "grade", "accept", "correct", "reject", "redact", "note", "undo")
ROWS = ("reports", "statements", "tallies", "commitments")  # tables whose rows are inputs
ELEMENTS = ("occurrence", "author", "object")
_GRADE = re.compile(r"[A-F][1-6]?")
_UNLESS = re.compile(r"unless:[^\W_][\w.:\-]{0,79}")
_DERIVED = {"incident_id", "used", "set_aside_reason", "origin_parties", "author_actor", "from_file", "from_row",
            "review", "speaker_text", "hidden", "state", "state_by", "pam"}
_ACCOUNT = ("author", "act", "stage", "means", "aimed_at", "affected")
# Fields that a person may set, by table.
FACTS: Mapping[str, frozenset[str]] = {
    **{name: frozenset(TABLES[name].names) - _DERIVED - set(TABLES[name].key) for name in ROWS},
    "accounts": frozenset((*_ACCOUNT, "aside")),
}
_NEVER = "people decide facts, and what a reading makes of them follows"


def meaning_problem(decision: Decision) -> str:
    """Why a decision cannot be applied as it stands, '' if it can; whether its rows exist is asked elsewhere."""
    if decision.kind not in KINDS:
        return f"Decision {decision.seq} is of the unknown kind {quoted(decision.kind)}."
    wrong = _CHECKS[decision.kind](decision) if decision.kind in _CHECKS else ""
    return f"Decision {decision.seq} {wrong}" if wrong else ""


def fields(value: Any) -> dict[str, Any]:
    """``{"field": name, "value": v}`` or ``{name: v, ...}`` as field -> value; empty for anything else."""
    if not isinstance(value, Mapping):
        return {}
    if "field" in value:
        return {str(value["field"]): value.get("value")}
    return {str(name): item for name, item in value.items()}


def _undo(decision: Decision) -> str:
    return "undoes no earlier decision." if decision.undoes is None or not 0 < decision.undoes < decision.seq else ""


def _bond(decision: Decision) -> str:
    if decision.table not in ("", "reports"):
        return f"({decision.kind}) must name reports, not rows of {quoted(decision.table)}."
    return "" if len(set(decision.ids)) > 1 else f"({decision.kind}) names fewer than two reports."


def _set(decision: Decision) -> str:
    if decision.table == "incidents":
        return "sets a field of incidents; name their accounts or reports, which tell the facts."
    if decision.table not in FACTS:
        return (f"sets a field of {quoted(decision.table)}, which is no table of facts: {_NEVER}."
                f"{near(decision.table, FACTS)}")
    return _fields_problem(decision) or _ids_problem(decision)


def _fields_problem(decision: Decision) -> str:
    named = fields(decision.value)
    if not named:
        return "names no field and value to set."
    return next((_not_a_fact(name, decision.table) for name in named if not _is_fact(name, decision.table)), "")


def _is_fact(name: str, table: str) -> bool:
    return name in FACTS[table] or table == "accounts" and bool(_UNLESS.fullmatch(name))


def _not_a_fact(name: str, table: str) -> str:
    return f"sets {quoted(name)}, which is no fact of `{table}`: {_NEVER}.{near(name, FACTS[table])}"


def _rows(decision: Decision) -> str:
    if decision.table not in ROWS:
        return f"({decision.kind}) must name the table of its rows: one of {', '.join(ROWS)}."
    return _ids_problem(decision)


def _redact(decision: Decision) -> str:
    return _rows(decision) or next((wrong for name, how in fields(decision.value).items()
                                    if (wrong := _cannot_hide(decision.table, name, how))), "") or (
        "" if decision.value is None or fields(decision.value) else
        "says what to hide as `--field NAME`; without a field the whole row is hidden.")


def _cannot_hide(table: str, name: str, how: Any) -> str:
    """Why a field cannot be hidden, or made coarse, in that way."""
    coarse = BLURS.get(name, ()) if table == "reports" else ()
    if how in (None, "", "hide") and (coarse or name in TABLES[table].names):
        kept = name in TABLES[table].names and stays(TABLES[table], name)
        return f"hides {quoted(name)}, which stays so that the row can be counted." if kept else ""
    if coarse:
        return "" if how in coarse else (f"gives {quoted(name)} the value {quoted(str(how))}: leave the value out to "
                                         f"hide it, or write `--value {'` or `--value '.join(coarse)}`.")
    if name in TABLES[table].names:
        return f"gives {quoted(name)} a value, which a redaction does not; leave `--value` out."
    return f"hides {quoted(name)}, which is no column of `{table}`.{near(name, TABLES[table].names)}"


def _correct(decision: Decision) -> str:
    return _rows(decision) or _fields_problem(decision)


def _standing(decision: Decision) -> str:
    if decision.table not in ("", "reports", "incidents"):
        return f"({decision.kind}) must name incidents or reports of them, not rows of {quoted(decision.table)}."
    element, value = standing_given(decision.value)
    if element not in ELEMENTS:
        return f"gives a standing to {quoted(element)}, which is not one of {', '.join(ELEMENTS)}."
    if value not in STANDINGS:
        return f"gives the standing {quoted(value)}, which is not one of {', '.join(STANDINGS)}."
    return _ids_problem(decision)


def standing_given(value: Any) -> tuple[str, str]:
    """(element, standing) of ``"verified"`` or ``{"element": "author", "standing": "verified"}``."""
    if not isinstance(value, Mapping):
        return "occurrence", str(value)
    element = str(value.get("element") or value.get("field") or "occurrence").removesuffix("_standing")
    return element, str(value.get("standing") or value.get("value") or "")


def _grade(decision: Decision) -> str:
    if decision.table != "sources":
        return "(grade) must name sources, with `table` sources."
    given = next(iter(fields(decision.value).values()), "") if isinstance(decision.value, Mapping) else decision.value
    if not _GRADE.fullmatch(str(given)):
        return f"gives the grade {quoted(str(given))}, which is not an Admiralty grade such as B2."
    return _ids_problem(decision)


def _ids_problem(decision: Decision) -> str:
    return "" if decision.ids else f"({decision.kind}) names no row."


_CHECKS = {"undo": _undo, "merge": _bond, "split": _bond, "set": _set, "accept": _rows, "reject": _rows,
           "correct": _correct, "standing": _standing, "grade": _grade, "redact": _redact}
