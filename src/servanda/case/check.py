"""Checks over an opened case that need several of its files, and no database."""

from __future__ import annotations

import re
from collections.abc import Iterator

from servanda.case.fields import Cite, Findings, is_address
from servanda.guard.text import quoted
from servanda.model.case import Case, RawTable
from servanda.model.problems import ERROR, Problem
from servanda.model.terms import Rule

_LIKE_ID = re.compile(r"[^\W_][\w.:\-]*")


def check(opened: Case) -> list[Problem]:
    """What is odd about a case as a whole, beside the problems met while opening it."""
    found = Findings()
    _observers(opened, found)
    _unread(opened, found)
    _stamps(opened, found)
    _propositions(opened, found)
    _live(opened, found)
    return found.problems


def _live(opened: Case, found: Findings) -> None:
    """A truce without an end under any reading is still on, and a release of today's rows can hurt."""
    rules = [rule for rule in opened.terms.rules if rule.kind == "prohibition" and rule.agreed]
    waits = [*(one.delay for one in opened.info.publish), *(one.delay for one in opened.info.sources)]
    if any(one.severity == ERROR for one in opened.problems):
        return  # an end that cannot be read is not a truce without one
    if rules and not any(rule.window.ends for rule in rules) and not any(waits):
        found.add("delay_advised", "case.yaml", 0,
                  "No reading gives an end, so the case is taken to be live; nothing of it waits before it goes out.")


def _propositions(opened: Case, found: Findings) -> None:
    """The taking of an agreement is of a provision that the terms declare."""
    known = [one.id for one in opened.terms.provisions]
    for one in opened.info.propositions:
        if (one.kind == "acceptance" or one.provision) and one.provision not in known:
            found.add("id_unknown", "case.yaml", 0, f"The proposition {quoted(one.id)} names the provision "
                      f"{quoted(one.provision)}, which is not declared.{found.near(one.provision, known)}")


def _stamps(opened: Case, found: Findings) -> None:
    """Decisions stamped later than the day that case.yaml gives as now: told once, never an order to go by."""
    late = [one for one in opened.decisions if opened.info.as_of and one.at[:10] > opened.info.as_of[:10]]
    if late:
        found.add("stamp_future", "decisions.jsonl", 0,
                  f"{len(late)} decision{' is' if len(late) == 1 else 's are'} stamped after {opened.info.as_of[:10]}, "
                  f"the day that case.yaml gives as now; the first is decision {late[0].seq}, of "
                  f"{quoted(late[0].at)}.")


def citations(opened: Case, found: Findings) -> None:
    """Add the citations that lead nowhere, and the elements that cite nothing."""
    _cites_missing(opened, found)
    _cites_unknown(opened, found)


def row_ids(tables: tuple[RawTable, ...], column: str) -> Iterator[str]:
    """The ids that tables give in a column, with the prefix of a foreign one."""
    for table in tables:
        theirs = table.mapping.get("columns", {}).get(column, column)
        if theirs not in table.columns:
            continue
        position, prefix = table.columns.index(theirs), str(table.mapping.get("prefix", ""))
        yield from (prefix + row[position].strip() for row in table.rows if row[position].strip())


def known_ids(opened: Case, wanted: set[str]) -> set[str]:
    """What may be cited by id; table after table, until all of ``wanted`` are found (reports may be a million)."""
    columns = {"statements": "statement_id", "tallies": "tally_id", "commitments": "commitment_id",
               "reports": "report_id"}
    ids = {one.id for one in opened.terms.instruments}
    for kind, column in columns.items():
        if not wanted <= ids:
            ids.update(row_ids(opened.tables.get(kind, ()), column))
    return ids


def _cites_unknown(opened: Case, found: Findings) -> None:
    ids = known_ids(opened, {cite.text for cite in found.cites if not is_address(cite.text)})
    lost: dict[tuple[str, str], list[Cite]] = {}
    for cite in found.cites:
        if cite.text not in ids and not is_address(cite.text):
            lost.setdefault((cite.file, cite.text), []).append(cite)
    for (file, text), cites in lost.items():
        wrong = (f"which is not in the case{_as_do(len(cites) - 1)}.{found.near(text, ids)}" if _LIKE_ID.fullmatch(text)
                 else f"which is neither an id nor an http address{_as_do(len(cites) - 1)}.")
        found.add("cite_unknown", file, cites[0].line, f"{_subject(cites[0].what)} cites {quoted(text)}, {wrong}")


def _as_do(more: int) -> str:
    """How often the same is cited elsewhere in the file."""
    return f"; so {'does 1 more entry' if more == 1 else f'do {more} more entries'}" if more else ""


def _subject(what: str) -> str:
    return what[:1].upper() + what[1:]


def _cites_missing(opened: Case, found: Findings) -> None:
    """One warning for each reading with elements that are said to be stated or derived but cite nothing."""
    for reading in opened.terms.readings:
        bare = [f"{rule.provision}.{name}" for rule in opened.terms.rules if rule.reading == reading.id
                for name in _uncited(rule, cited=bool(reading.cites))]
        if bare:
            file, line = found.lines.get(f"reading {reading.id}", ("terms.yaml", 0))
            named = ", ".join(bare[:5]) + (", ..." if len(bare) > 5 else "")
            found.add("cite_missing", file, line,
                      f"The reading {quoted(reading.id)} has {len(bare)} element{'s' if len(bare) > 1 else ''} without "
                      f"a citation: {named}.")


def _uncited(rule: Rule, *, cited: bool) -> list[str]:
    """The reading's own elements without a citation, if the reading has none either or they claim to be stated."""
    return [name for name, stance in rule.stance.items()
            if stance in ("overridden", "denied") and not rule.said[name].cites
            and (not cited or rule.said[name].how in ("stated", "derived"))][:None if rule.agreed else 1]


def _observers(opened: Case, found: Findings) -> None:
    """An observer's days must follow one another."""
    for observer in opened.info.observers:
        if observer.start and observer.through and observer.through < observer.start:
            found.add("value_wrong", "case.yaml", 0, f"The observer {quoted(observer.actor)} is listed through "
                      f"{observer.through}, before {observer.start}.")


def _unread(opened: Case, found: Findings) -> None:
    """A provision that no reading takes up yields no verdict."""
    taken = {rule.provision for rule in opened.terms.rules}
    for provision in opened.terms.provisions:
        if provision.id not in taken:
            found.add("provision_unread", "terms.yaml", 0,
                      f"No reading says anything of the provision {quoted(provision.id)}.")
