"""How each outcome of one incident came about, in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from servanda.model.clock import iso
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.vocabulary import COUNTING_KINDS
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


_STATED = ("time", "place", "author", "act", "means", "object")


def counted(count: Row, parts: Iterable[Row]) -> str:
    """A report that counts several happenings, with the incidents that may be among them."""
    if not count:
        return "Something of it, or of an incident that may be among its happenings, is not shown."
    stated = "a number not stated" if count["stated_high"] is None and count["stated_low"] is None else \
        words.interval(count["stated_low"], count["stated_high"])
    lines = [f"{count['report_id']} ({count['kind']}) counts {stated}, {_time(count)}, "
             f"{(count['place'] or 'no place stated').replace(';', ', ')}; it is no incident and adds to no figure.",
             f"  held as incidents of their own: {words.interval(count['held_low'], count['held_high'])}; not held: "
             f"{words.interval(count['unheld_low'], count['unheld_high'])}"]
    if count["stated_high"] is not None and count["fitting_low"] > count["stated_high"]:
        lines.append(f"  {count['fitting_low']} fit, more than are stated: which are meant is not known")
    if count["repeats"]:
        lines.append(f"  the same count as {count['repeats']}: same origin, author, days and places")
    return "\n".join([*lines, *(f"  {row['incident_id']}  {row['title'] or ''}: {_fitting(row)}" for row in parts)])


def among(counts: Iterable[Row]) -> list[str]:
    """The counts that an incident may be among, in lines."""
    return [f"  may be among the {words.interval(row['stated_low'], row['stated_high'])} that {row['report_id']} "
            f"counts: {_fitting(row)}" for row in counts]


def _fitting(row: Row) -> str:
    """How an incident stands to a count: what fits, and what is not known."""
    told = ", told by an origin of the count too" if row["same_origin"] else ""
    open_ = [name for name in _STATED if row[name] == "unknown"]
    unknown = f"; not known: {', '.join(open_)}" if open_ else ""
    return ("fits" if row["fits"] == "yes" else "may fit") + told + unknown


def no_incident(id_: str, report: Row) -> str:
    """Why there is nothing to explain of an id."""
    if not report:
        return f"the case holds no incident or report `{id_}`"
    place = f"{report['from_file']}:{report['from_row']}"
    if not report["used"]:
        return f"`{id_}` ({place}) is a row set aside: {report['set_aside_reason']}; see `servanda check`"
    if report["kind"] == "single":
        return f"`{id_}` ({place}) tells nothing but a denial, and no incident of the case is near enough to carry it"
    more = "; --links tells which incidents may be among those it counts" if report["kind"] in COUNTING_KINDS else ""
    return f"`{id_}` ({place}) is of kind {report['kind']}: it stands for no single happening and has no outcome{more}"
