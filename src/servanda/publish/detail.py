"""The page of one incident as data: times, accounts, reports, what is disputed, outcomes with reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from servanda.model.tables import ELEMENT_NAMES
from servanda.publish import marks, shards, times, words
from servanda.publish.book import Book, by_incident, split

Row = dict[str, Any]

# What reports may disagree on: column, label.
DISPUTABLE = (("author_claimed", "Author"), ("place", "Place"), ("time", "Time"), ("act", "Act"), ("stage", "Stage"),
              ("means", "Means"), ("aimed_at", "Aimed at"), ("affected", "Affected"), ("munitions", "Munitions"),
              ("fatalities", "Killed"), ("injured", "Injured"))


def texts(book: Book, rows: dict[str, list[Row]], said: Mapping[int, str]) -> dict[str, str]:
    """Incident id -> everything that its page shows, as a piece of a shard, of the rows of one block.

    ``said``: the number of each distinct verdict -> the same of it.
    """
    accounts, reports, outcomes = (by_incident(rows[name]) for name in ("accounts", "reports", "verdicts"))
    counts, told, echoes = (by_incident(rows[name]) for name in ("parts", "disagreements", "echoes"))
    return {id_: f"{shards.told(one(book, row, accounts[id_], reports[id_], counts[id_], told[id_], echoes[id_]))[:-1]}"
                 f",\"verdicts\":[{','.join(said[outcome['number']] for outcome in outcomes[id_])}]}}"
            for row in rows["incidents"] for id_ in [row["incident_id"]]}


def one(book: Book, row: Row, accounts: list[Row], reports: list[Row], counts: list[Row], told: list[Row],
        echoes: list[Row]) -> Row:
    """One incident but for its verdicts; ``counts`` are those that it may be among, ``told`` its disagreements."""
    copies = {echo["report_id"]: echo for echo in echoes}
    return {
        "id": row["incident_id"], "title": marks.seen(row["title"] or row["incident_id"]),
        "times": _times(book, row), "place": marks.seen(row["place"] or ""), "admin1": marks.seen(row["admin1"] or ""),
        "point": _point(row), "radius": _number(row["precision"]),
        "standing": [[label, row[f"{label}_standing"] or ""] for label in ("occurrence", "author", "object")],
        "denied_by": denials(book, reports),
        "n": [row["n_reports"], row["n_origins"], row["n_accounts"]], "first": _first(book, reports),
        "killed": _toll(row, "fatalities"), "injured": _toll(row, "injured"),
        "disputed": disputed(book, reports, told), "divergence": _share(told[0]["overall"]) if told else "",
        "counts": [_count(book, count) for count in counts],
        "accounts": [_account(book, account, reports) for account in accounts],
        "reports": [{**_report(book, report), "echo": _echo(copies.get(report["report_id"]))} for report in reports],
    }


def denials(book: Book, reports: list[Row]) -> list[str]:
    """Who denies, and what of it: a denial of the object is none of the happening."""
    found: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for party in split(report["denied_by"]):
            found[party] |= {words.plain(part) for part in split(report["denies"])}
    return [f"{book.title(party)} ({', '.join(sorted(what)) or 'of what is not stated'})"
            for party, what in sorted(found.items())]


def _first(book: Book, reports: list[Row]) -> str:
    """Who is held to have told it first: the origins of the reports published on the earliest day, and that day."""
    day = min((report["published"] for report in reports if report["published"]), default="")
    names = {marks.seen(book.title(origin)) for report in reports if day and report["published"] == day
             for origin in split(report["origin"]) or [report["source"] or report["report_id"]]}
    return f"{', '.join(sorted(names))} ({times.day(day)})" if names else ""


def _count(book: Book, row: Row) -> Row:
    """A count that the incident may be among."""
    return {"id": row["report_id"], "n": words.interval(row["n_low"], row["n_high"]), "fits": row["fits"],
            "source": marks.seen(row["source"] or ""), "place": marks.seen(", ".join(split(row["counted_at"]))),
            "time": times.span(row["counted_from"], row["counted_to"], book.case.info.zone),
            "open": [words.plain(name) for name in ("time", "place", "author", "act", "means", "object")
                     if row[name] == "unknown"]}


def _echo(row: Row | None) -> list[Any]:
    """[earlier report, likeness, counted as one origin]; [] where the words repeat none."""
    return [row["first_report"], _number(row["likeness"]), bool(row["one_origin"])] if row else []


def disputed(book: Book, reports: list[Row], told: list[Row]) -> list[Row]:
    """Every matter on which reports state more than one value: each value, by which origins and reports.

    With the divergence of the origins, and which values are shown, where ``told`` says so of the field.
    """
    origins = {report["report_id"]: [marks.seen(book.title(one)) for one in split(report["origin"])]
               or [marks.seen(report["source"] or "")] for report in reports}
    found = []
    for column, label in DISPUTABLE:
        values: dict[str, list[str]] = defaultdict(list)
        for report in reports:
            value = _stated(book, report, column)
            if value:
                values[value].append(report["report_id"])
        if len(values) > 1:
            ordered = sorted(values.items(), key=lambda item: (len(item[0]) if item[0].isdigit() else 0, item[0]))
            field = [row for row in told if row["field"] == column.removesuffix("_claimed")]
            shown = {id_ for row in field if row["shown"] for id_ in split(row["report_ids"])}
            less = "between" if column in ("fatalities", "injured") else "broader"
            found.append({"what": label, "divergence": _share(field[0]["divergence"]) if field else "",
                          "values": [[value, ids, sorted({name for id_ in ids for name in origins[id_] if name}),
                                      less if field and not shown.intersection(ids) else ""]
                                     for value, ids in ordered]})
    return found


def _share(value: object) -> str:
    """A share from 0 to 1 with two digits."""
    return f"{float(str(value)):.2f}"


def _stated(book: Book, report: Row, column: str) -> str:
    """A report's value of a disputable matter in words; '' where it states none."""
    if column == "time":
        low, high = report["time_from"], report["time_to"]
        return "" if low is None else times.span(low, high, book.case.info.zone)
    if column == "munitions":
        low, high = report["munitions_low"], report["munitions_high"]
        return "" if low is None and high is None else words.interval(low, high)
    value = report[column]
    if value is None or value == "":
        return ""
    if column == "author_claimed":
        return marks.seen(book.title(value))
    if column in ("place", "fatalities", "injured"):
        return marks.seen(str(value))
    return "; ".join(words.plain(part) for part in split(value))


def _times(book: Book, row: Row) -> list[list[str]]:
    """[zone, words] for UTC, the case's zone, and the other zones of its clocks."""
    zones = dict.fromkeys(("UTC", book.case.info.zone, *book.case.info.clock_zones))
    return [[zone, times.span(row["time_from"], row["time_to"], zone)] for zone in zones]


def _account(book: Book, account: Row, reports: list[Row]) -> Row:
    return {
        "id": account["account_id"], "author": account["author"] or "", "aside": bool(account["aside"]),
        "covered_by": account["covered_by"] or "",
        "origins": [marks.seen(book.title(origin)) for origin in split(account["origins"])],
        "parties": split(account["origin_parties"]),
        "time": times.span(account["time_from"], account["time_to"], book.case.info.zone),
        "facts": [[label, [words.plain(part) for part in split(account[column])]] for column, label in (
            ("act", "Act"), ("stage", "Stage"), ("means", "Means"), ("aimed_at", "Aimed at"),
            ("affected", "Affected"))],
        "reports": [id_ for id_ in split(account["report_ids"]) if any(r["report_id"] == id_ for r in reports)],
    }


def _report(book: Book, report: Row) -> Row:
    return {
        "id": report["report_id"], "hidden": words.held_back(report["hidden"]),
        "source": marks.seen(report["source"] or ""),
        "origin": [marks.seen(book.title(origin)) for origin in split(report["origin"])],
        "published": times.day(report["published"]), "url": marks.href(report["url"] or ""),
        "summary": marks.seen(report["summary"] or ""), "words": marks.seen(report["words"] or ""),
        "time_words": marks.seen(report["time_words"] or ""), "zone": report["zone"] or "",
        "how_known": words.plain(report["how_known"] or ""),
        "denied_by": [book.title(party) for party in split(report["denied_by"])],
        "denies": [words.plain(part) for part in split(report["denies"])],
        "admitted_by": [book.title(party) for party in split(report["admitted_by"])],
        "raises": split(report["raises"]),
        "link": [report["reason_code"] or "", marks.seen(report["reason"] or ""), _number(report["probability"])],
        "from": f"{report['from_file'] or ''}:{report['from_row'] or ''}".strip(":"),
    }


def verdict(row: Row) -> list[Any]:
    """provision, reading, author, outcome, possible, answers, reasons, excluded, must, would, after, rival, near."""
    near = None if row["least"] is None else (row["least"], row["most"])
    return [row["provision"], row["reading"], row["author"], row["outcome"], split(row["possible"]),
            [row[name] for name in ELEMENT_NAMES], split(row["reasons"]), split(row["excluded_by"]),
            split(row["must_hold"]), split(row["would_exclude"]), split(row["stated_after_event"]),
            1 if row["turns_on_account"] else 0, words.boundary(near)]


def _toll(row: Row, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "not stated" if low is None and high is None else words.interval(low, high)


def _point(row: Row) -> list[str]:
    return [] if row["lat"] is None or row["lon"] is None else [_number(row["lat"]), _number(row["lon"])]


def _number(value: object) -> str:
    return "" if value is None else f"{float(str(value)):g}"
