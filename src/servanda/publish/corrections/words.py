"""A comparison in neutral words: what is other than before, and what may have caused it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from servanda.publish.corrections import compare
from servanda.publish.times import day
from servanda.publish.words import OUTCOMES, number_of

Row = Mapping[str, Any]
Titles = Callable[[str], str]

_CHANGES = {"added": "added", "removed": "removed", "changed": "changed", "taken": "taken",
            "gone": "gone from the journal", "undone": "undone", "suspended": "suspended", "active": "in force again"}
_ROWS = {"reports": "report", "statements": "statement", "tallies": "tally", "commitments": "commitment",
         "propositions": "claim", "precedents": "precedent", "series": "day of a series", "effort": "note of effort",
         "meetings": "meeting", "readouts": "readout"}
_GENERAL = {
    compare.DAY: "the day as of which it is told",
    compare.CODE: "the code: the two releases were made by different versions of servanda",
    compare.PACKAGES: "other versions of the packages that servanda runs on",
    compare.FOLDER: "an input that stands in no released table (places, zones, actors, counting rules and the like)",
    compare.WITHHELD: "rows of which less or more is shown than before",
    compare.ALL: "the rows, decisions and readings that differ, taken together",
}
MOST = 200  # rows of one kind that are told one by one


def plainly(id_: str) -> str:
    """A title where none is known: the id."""
    return id_


def change(code: str) -> str:
    """What happened to a row or a decision."""
    return _CHANGES.get(code, code)


def release(one: Row) -> str:
    """A release by its day and level."""
    level = "the owner's own build" if one["level"] == "internal" else f"for sharing level {one['level']}"
    return f"as of {day(one['as_of']) or 'a day not stated'}, {level}"


def outcome(code: str, possible: str) -> str:
    """An outcome, with what is still open where it is undetermined; `no verdict` where there was none."""
    if not code:
        return "no verdict"
    open_ = [OUTCOMES.get(one, one) for one in possible.split(";") if one]
    return OUTCOMES.get(code, code) + (f" ({' or '.join(open_)})" if code == "undetermined" and open_ else "")


def row(one: Row) -> str:
    """An input row that changed: `report R1 changed (place, fatalities)`."""
    told = f"{_ROWS.get(one['table'], one['table'])} {one['id']} {change(one['change'])}"
    return f"{told} ({', '.join(one['columns'])})" if one["columns"] else told


def decision(one: Row) -> str:
    """A decision: `decision 12 (merge: R1, R2) taken`."""
    about = f"{one['kind']}: {', '.join(one['ids'])}" if one["ids"] else one["kind"]
    return f"decision {one['seq']} ({about}) {change(one['change'])}"


def term(one: Row, title: Titles = plainly) -> str:
    """An element of a reading that says something else."""
    return f"{title(one['reading'])} on {title(one['provision'])}: `{one['element']}` {change(one['change'])}"


class Causes:
    """The causes of one comparison in words."""

    def __init__(self, entry: Row, title: Titles = plainly) -> None:
        """Look up every row, decision and element that differs once."""
        self._known = dict(_GENERAL)
        self._known |= {f"{one['table']}:{one['id']}": row(one) for one in entry["inputs"]}
        self._known |= {f"decision:{one['seq']}": decision(one) for one in entry["decisions"]}
        self._known |= {f"terms:{one['reading']}/{one['provision']}/{one['element']}": term(one, title)
                        for one in entry["terms"]}

    def one(self, code: str) -> str:
        """One cause."""
        kind, _, id_ = code.partition(":")
        return self._known.get(code) or f"{_ROWS.get(kind, kind)} {id_}"

    def told(self, codes: Iterable[str], most: int = 6) -> str:
        """A sentence: the cause, or all that are possible."""
        listed = list(codes)
        if listed == [compare.NOT_FOUND]:
            return "No cause was found."
        told = "; ".join(self.one(code) for code in listed[:most])
        told += f"; and {len(listed) - most} more" if len(listed) > most else ""
        return f"Cause: {told}." if len(listed) == 1 else f"One or more of these may be the cause: {told}."


def values(one: Row, side: str) -> str:
    """What a figure was (`before`) or is (`after`), of its values that differ: `low 3, high 13`; `none`."""
    this, other = one[side], one["after" if side == "before" else "before"]
    return ", ".join(f"{name.replace('_', ' ')} {this[name]}" for name in this
                     if this[name] != other.get(name)) or "none"


def figure(one: Row) -> str:
    """What a figure was and is: `high 13 → high 14`."""
    return f"{values(one, 'before')} → {values(one, 'after')}"


def figure_line(one: Row) -> str:
    """A figure by its id, with what it was and is."""
    return f"{one['id']}: {figure(one)}"


def counted(entry: Row) -> list[str]:
    """How much differs, kind by kind."""
    kinds = (("inputs", "input row"), ("decisions", "decision"), ("terms", "element of a reading"),
             ("incidents", "incident"), ("links", "report in another incident"), ("figures", "figure"),
             ("tallies", "check of an outside count"))
    many = {"terms": "elements of readings", "links": "reports in another incident",
            "tallies": "checks of outside counts"}
    lines = [number_of(len(entry[kind]), one, many.get(kind, "")) for kind, one in kinds if entry[kind]]
    turned = (f"{entry['verdicts_changed']:,} of {number_of(entry['verdicts_of'], 'verdict')}, on "
              f"{number_of(entry['incidents_with_changed_verdicts'], 'incident')}")
    return [*lines, turned] if entry["verdicts_changed"] else lines


def text(entry: Row) -> str:
    """The whole comparison as lines of text."""
    return "\n".join(_lines(entry)) + "\n"


def _lines(entry: Row) -> Iterator[str]:
    causes = Causes(entry)
    yield f"Before: {release(entry['before'])}. After: {release(entry['after'])}."
    yield "Changed: " + ("; ".join(counted(entry)) or "nothing") + "."
    yield from _section("Input rows", [f"{row(one)}." for one in entry["inputs"]])
    yield from hidden_lines(entry)
    yield from _section("Decisions", [f"{decision(one)}." for one in entry["decisions"]])
    yield from _section("Readings", [f"{term(one)}." for one in entry["terms"]])
    yield from _caused("Incidents", entry["incidents"], incident, causes)
    yield from _section("Reports that belong elsewhere", [f"{link(one)}." for one in entry["links"]])
    stayed, moved = split(entry)
    yield from _caused("Verdicts: potential violation under the named reading, or not", stayed, verdict, causes)
    yield from _section("Verdicts that came or went with their incident", [f"{line}." for line in moved])
    if entry["verdicts_with_other_reasons_only"]:
        yield other_reasons(entry["verdicts_with_other_reasons_only"])
    yield from _caused("Figures", entry["figures"], figure_line, causes)
    yield from _caused("Outside counts", entry["tallies"], tally, causes)


def hidden_lines(entry: Row) -> list[str]:
    """How many rows show less or more than before; which ones is not told."""
    kinds = (("rows_that_show_less", "less"), ("rows_that_show_more", "more"))
    return [f"{number_of(entry[kind], 'row')} of which {word} is shown than before." for kind, word in kinds
            if entry[kind]]


def other_reasons(count: int) -> str:
    """How many verdicts are the same for other reasons."""
    return f"{number_of(count, 'verdict')} of the same outcome for other reasons."


def incident(one: Row) -> str:
    """An incident that came, went, or of which something else is told."""
    near = ", ".join(one["near"])
    if near and one["change"] == "removed":
        return f"{one['id']} is no incident of its own any more: its reports now belong to {near}"
    if near and one["change"] == "added":
        return f"{one['id']} is an incident of its own now: reports of it belonged to {near}"
    told = f"{one['id']} {change(one['change'])}"
    return f"{told} ({', '.join(name.replace('_', ' ') for name in one['columns'])})" if one["columns"] else told


def link(one: Row) -> str:
    """A report that belongs to another incident than before."""
    return f"{one['report']}: {one['before'] or 'no incident'} → {one['after'] or 'no incident'}"


def verdict(one: Row, title: Titles = plainly) -> str:
    """A verdict that is other than before."""
    readings = ", ".join(map(title, one["readings"]))
    return (f"{one['incident']}, {title(one['author'])}, {title(one['provision'])} under {readings}: "
            f"{outcome(one['outcome_before'], one['possible_before'])} → "
            f"{outcome(one['outcome_after'], one['possible_after'])}")


def tally(one: Row) -> str:
    """An outside count that is held against something else than before."""
    under = f" under {one['reading']}" if one["reading"] else ""
    return f"{one['tally_id']}, {one['check']}{under}: {tally_change(one)}"


def tally_change(one: Row) -> str:
    """What became of a check of an outside count."""
    ours = [f"{one[f'our_low_{side}'] or '–'} to {one[f'our_high_{side}'] or '–'}" for side in ("before", "after")]
    if one["change"] != "changed":
        return change(one["change"])
    if ours[0] != ours[1]:
        return f"our count {ours[0]} → {ours[1]}"
    return f"changed ({', '.join(name.replace('_', ' ') for name in one['columns'])})"


def split(entry: Row) -> tuple[list[Row], list[str]]:
    """The changed verdicts of incidents that stayed; and sentences on those that came or went with their incident."""
    moved = {one["id"]: one for one in entry["incidents"] if one["change"] != "changed"}
    gone: dict[str, Counter[str]] = {}
    for one in entry["verdicts"]:
        if one["incident"] in moved:
            code = one["outcome_before"] or one["outcome_after"]
            gone.setdefault(one["incident"], Counter())[OUTCOMES.get(code, code)] += len(one["readings"])
    lines = [f"{id_} ({'its verdicts went with it' if moved[id_]['change'] == 'removed' else 'its verdicts are new'}): "
             + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) for id_, counts in gone.items()]
    return [one for one in entry["verdicts"] if one["incident"] not in moved], lines


def shared(rows: Sequence[Row]) -> list[str]:
    """The causes that several changes have all alike; none where they differ, or there is one change only."""
    first = rows[0]["causes"] if len(rows) > 1 else []
    return first if all(one["causes"] == first for one in rows) else []


def _caused(title: str, rows: Sequence[Row], tell: Callable[[Row], str], causes: Causes) -> Iterator[str]:
    """A section of changes, the cause told once where it is one and the same."""
    alike = shared(rows)
    yield from _section(f"{title}. {causes.told(alike)}" if alike else title,
                        [f"{tell(one)}." + ("" if alike else f" {causes.told(one['causes'])}") for one in rows])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"- {line}" for line in lines[:MOST]))
    if len(lines) > MOST:
        yield f"- and {len(lines) - MOST} more, all of them in the JSON."
