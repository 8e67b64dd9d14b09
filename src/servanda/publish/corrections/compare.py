"""Two releases compared: every change with what may have caused it, as one plain record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from servanda.engine.database import Database
from servanda.publish.corrections.log import Entry
from servanda.publish.corrections.released import Head, NotComparable, Released
from servanda.queries.differences import NEEDED, Held, hold

FORMAT = "servanda differences 1"
# Causes that are no row: what else differs between two releases.
DAY, CODE, PACKAGES, FOLDER, NOT_FOUND = "day", "code", "packages", "folder", "not found"
ALL = "all"  # every row, decision and reading that differs, where they are many and none is nearer
WITHHELD = "withheld"  # rows of which less or more is shown: what else of them changed cannot be seen
_FEW = 5
Row = dict[str, Any]


def compare(before: Released, after: Released) -> Entry:
    """What changed from one release to a later one.

    Causes are lists of ``table:id``, ``decision:number``, ``terms:reading/provision/element``, or of the codes above;
    each is possible, none is proved.
    Raises `NotComparable` for two different cases.
    """
    if before.head["case"] != after.head["case"]:
        raise NotComparable("they are releases of two different cases")
    db = Database()
    try:
        for side, one in (("before", before), ("after", after)):
            for name in NEEDED:
                hold(db, side, name, one.table(name))
        held = Held(db)
        held.prepare()
        return _entry(before.head, after.head, held)
    finally:
        db.close()


def _entry(before: Head, after: Head, held: Held) -> Entry:
    turned, total, incidents = held.verdict_count()
    less, more = held.withheld()
    links = held.links()
    general = [*_general(before, after), *([WITHHELD] if less or more else [])]
    always = [cause for cause in general if cause in (CODE, PACKAGES)]
    roots = held.roots()
    anything = _anything(roots, general)
    # What a reading says moves verdicts; which reports tell of one thing does not turn on it.
    of_facts = _anything([root for root in roots if not root.startswith("terms:")], general)

    def caused(rows: Iterable[Row], else_: list[str] = anything) -> list[Row]:
        return [{**row, "causes": _causes(row["causes"], always, else_)} for row in rows]

    return {
        "format": FORMAT, "before": _told(before), "after": _told(after), "also_differ": general,
        "inputs": [_listed(row, "columns") for row in held.inputs()], "rows_that_show_less": less,
        "rows_that_show_more": more,
        "decisions": [_listed(row, "ids") for row in held.decisions()], "terms": held.terms(),
        "incidents": caused(_placed(held.incidents(), links), of_facts), "links": links,
        "verdicts_changed": turned, "verdicts_of": total, "incidents_with_changed_verdicts": incidents,
        "verdicts_with_other_reasons_only": held.reasons_only(),
        "verdicts": caused(_listed(row, "readings") for row in held.verdicts()),
        "figures": caused(map(_figure, held.figures())),
        "tallies": caused(_listed(row, "columns") for row in held.tallies()),
    }


def _placed(incidents: Iterable[Row], links: Iterable[Row]) -> list[Row]:
    """Incidents, each with those that its reports now belong to, or came from."""
    near: dict[str, set[str]] = {}
    for row in links:
        near.setdefault(row["before"], set()).add(row["after"])
        near.setdefault(row["after"], set()).add(row["before"])
    return [{**_listed(row, "columns"), "near": sorted(near.get(row["id"], set()) - {""})} for row in incidents]


def _anything(roots: list[str], general: list[str]) -> list[str]:
    """What may have caused a change that no row of its own explains."""
    if not roots:
        return general or [NOT_FOUND]
    rows = sorted(roots, key=_natural) if len(roots) <= _FEW else [ALL]
    return [*rows, *(cause for cause in general if cause != FOLDER)]


def _told(head: Head) -> Row:
    return {"as_of": head["as_of"], "level": head["level"], "key": head["key"], "manifest": head.get("manifest", ""),
            "servanda": head["made_by"].get("servanda", ""), "code": head["made_by"].get("code", "")}


def _general(before: Head, after: Head) -> list[str]:
    """What differs between two releases beside their rows."""
    found = []
    if before["as_of"] != after["as_of"]:
        found.append(DAY)
    if before["made_by"].get("code") != after["made_by"].get("code") or (
            before["made_by"].get("servanda") != after["made_by"].get("servanda")):
        found.append(CODE)
    if before["made_by"].get("packages") != after["made_by"].get("packages"):
        found.append(PACKAGES)
    if before["inputs"] != after["inputs"]:
        found.append(FOLDER)
    return found


def _causes(found: str, always: list[str], anything: list[str]) -> list[str]:
    """The causes of one change: those found by its own rows, with what may always be one; else what differs at all."""
    own = sorted(set(filter(None, found.split(";"))), key=_natural)
    return [*own, *always] if own else list(anything)


def _natural(cause: str) -> tuple[str, int, str]:
    kind, _, id_ = cause.partition(":")
    return kind, int(id_) if id_.isdecimal() else 0, id_


def _listed(row: Row, name: str) -> Row:
    return {**row, name: [one for one in (row[name] or "").split(";") if one]}


def _figure(row: Row) -> Row:
    """A figure with what it was and is: only the values that either has."""
    before, after = ({key.partition("_")[2]: value for key, value in row.items()
                      if key.startswith(f"{side}_") and value is not None} for side in ("before", "after"))
    kept = {key: value for key, value in row.items() if not key.startswith(("before_", "after_"))}
    return {**kept, "before": before, "after": after}


def empty(entry: Mapping[str, Any]) -> bool:
    """Whether nothing that a reader sees is other than before."""
    return not any(entry[part] for part in ("inputs", "decisions", "terms", "incidents", "links", "verdicts", "figures",
                                            "tallies", "rows_that_show_less", "rows_that_show_more"))
