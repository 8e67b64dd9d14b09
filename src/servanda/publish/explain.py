"""How each outcome of one incident came about, in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from servanda.model.clock import iso
from servanda.model.tables import ELEMENT_NAMES
from servanda.publish import words

Row = dict[str, Any]
_SIGN = {"yes": "yes", "no": "NO", "unknown_fact": "?fact", "unknown_text": "?text"}


def text(item: Row) -> str:
    """An incident with its accounts and verdicts, as `queries.incidents.one` gives it."""
    head = item["incident"]
    lines = [f"{head['incident_id']}  {head['title'] or ''}".rstrip(),
             f"  {_time(head)}  {head['place'] or ''}".rstrip(),
             f"  {words.number_of(head['n_reports'], 'report')}, {words.number_of(head['n_origins'], 'origin')}, "
             f"{words.number_of(head['n_accounts'], 'account')}",
             *(f"  {name}: {head[f'{name}_standing']}" for name in ("occurrence", "author", "object")
               if head[f"{name}_standing"]), ""]
    if head["denied_by"]:
        lines.insert(-1, f"  denied by: {head['denied_by'].replace(';', ', ')}")
    for account in item["accounts"]:
        lines += [*_account(account), ""]
    for verdict in item["verdicts"]:
        lines += [*_verdict(verdict), ""]
    return "\n".join([*lines, f"A {words.SENTENCE}."])


def _time(row: Row) -> str:
    if row["time_from"] is None:
        return "time not known"
    return f"between {iso(row['time_from'])} and {iso(row['time_to'])}"


def _account(row: Row) -> Iterable[str]:
    yield f"Account {row['account_id']}" + (" (set aside by a decision)" if row["aside"] else "")
    if row["covered_by"]:
        yield f"  says less of the same than {row['covered_by']}: left out of the outcome beside it"
    yield f"  told by: {(row['origins'] or 'not stated').replace(';', ', ')}"
    yield f"  author: {row['author'] or 'nobody named'}"
    for name in ("act", "stage", "means", "aimed_at", "affected"):
        if row[name]:
            yield f"  {name.replace('_', ' ')}: {', '.join(words.plain(part) for part in row[name].split(';'))}"
    yield f"  reports: {row['report_ids'].replace(';', ', ')}"


def _verdict(row: Row) -> Iterable[str]:
    who = "nobody named" if row["author"] == "unattributed" else row["author"]
    yield f"{row['provision']} under {row['reading']}, author {who}: {words.OUTCOMES[row['outcome']]}"
    codes = row["reasons"].split(";")
    for name in ELEMENT_NAMES:
        why = [words.reason(code) for code in codes if code.split(":")[0] == name]
        why += filter(None, [words.boundary(row["boundary"])]) if name == "where" else []
        yield f"  {_SIGN[row[name]]:<6}{name:<9} {'; '.join(why)}"
    yield from (f"        {words.reason(code)}" for code in codes if code.startswith("accounts:"))
    if row["outcome"] == "undetermined":
        yield f"  still open: {', '.join(words.OUTCOMES[part] for part in row['possible'].split(';'))}"
    for label, column in (("must all hold", "must_hold"), ("any one excludes", "would_exclude")):
        if row[column]:
            yield f"  {label}: {'; '.join(words.reason(code) for code in row[column].split(';'))}"


def no_incident(id_: str, report: Row) -> str:
    """Why there is nothing to explain of an id."""
    if not report:
        return f"the case holds no incident or report `{id_}`"
    place = f"{report['from_file']}:{report['from_row']}"
    if not report["used"]:
        return f"`{id_}` ({place}) is a row set aside: {report['set_aside_reason']}; see `servanda check`"
    if report["kind"] == "single":
        return f"`{id_}` ({place}) tells nothing but a denial, and no incident of the case is near enough to carry it"
    return f"`{id_}` ({place}) is of kind {report['kind']}: it stands for no single happening and has no outcome"
