"""Incidents worth naming: those that turn on the reading or the account, then those best borne out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.publish.book import by_incident
from servanda.publish.report.desk import Desk, Row, split
from servanda.publish.report.document import Block, Cite, Paragraph, Run, Sentence, Text
from servanda.queries import report as asked

MOST = 12
_SOURCES = 4  # sources named behind one incident; all are in the list of sources
_ESTABLISHED = ("corroborated", "verified")


def chosen(desk: Desk) -> tuple[list[Row], list[str]]:
    """(the incidents named, in order of time; ids of the others that meet the same test)."""
    reading, account = desk.on_reading, desk.on_account

    def weight(row: Row) -> tuple[int, int, int]:
        tests = (row["incident_id"] in account) + (row["incident_id"] in reading)
        return tests, row["occurrence_standing"] in _ESTABLISHED, row["n_origins"]

    worth = [row for row in desk.inside if row["incident_id"] in reading | account
             or row["occurrence_standing"] in _ESTABLISHED]
    first = sorted(worth, key=lambda row: (*(-part for part in weight(row)), row["incident_id"]))
    kept = {row["incident_id"] for row in first[:MOST]}
    return ([row for row in desk.inside if row["incident_id"] in kept],
            [row["incident_id"] for row in worth if row["incident_id"] not in kept])


def blocks(desk: Desk) -> list[Block]:
    """One entry for each incident named, and the ids of the others of the kind."""
    rows, others = chosen(desk)
    if not rows:
        return [Paragraph((Sentence(desk.say("No incident of the period turns on the reading or on the account, or is "
                                             "borne out by more than one side."), known=desk.counted),))]
    made: list[Block] = [Paragraph((Sentence(desk.say(
        "Named here are incidents that turn on the reading or on whose account one believes, and those that more than "
        "the accuser’s side tells of; no other weight is meant.")),)),
        Paragraph(tuple(_entries(desk, rows)), listed=True)]
    if others:
        made.append(Paragraph((Sentence(desk.say(
            "Of the same kind, not set out here: {ids}.", ids=desk.joined(desk.id(id_) for id_ in others)),
            known=desk.counted),)))
    return made


def _entries(desk: Desk, rows: Sequence[Row]) -> Iterator[Sentence]:
    db, ids = desk.book.db, [row["incident_id"] for row in rows]
    accounts, reports, outcomes = (by_incident(found) for found in (
        asked.accounts_of(db, ids), asked.reports_of(db, ids), asked.outcomes_of(db, ids, desk.book.compare)))
    reading, account = desk.on_reading, desk.on_account
    for row in rows:
        id_ = row["incident_id"]
        told = accounts.get(id_, [])
        parts = [_what(desk, row, told), *_authors(desk, row, told), _tolls(desk, row),
                 *_outcomes(desk, outcomes.get(id_, [])),
                 desk.say("It turns on the reading.") if id_ in reading else (),
                 desk.say("It turns on whose account one believes.") if id_ in account else (),
                 desk.say("Whether it happened: {standing}.",
                          standing=desk.code("standing", row["occurrence_standing"]))]
        yield desk.entry(parts, _cites(desk, row, reports.get(id_, [])), _known(desk, reports.get(id_, [])))


def _what(desk: Desk, row: Row, accounts: Sequence[Row]) -> Text:
    """When, where and what was told, without an author."""
    where = ", ".join(dict.fromkeys(filter(None, (row["place"], row["admin1"]))))
    parts = [desk.say("{when}, {where}:", when=_when(desk, row),
                      where=desk.name(where) if where else desk.say("place not stated"))]
    objects = _told(accounts, "aimed_at") or _told(accounts, "affected")
    for label, texts in (
            (desk.say("reported"), [desk.code("act", code) for code in _told(accounts, "act")]),
            (desk.say("object told"), [desk.target(code) for code in objects]),
            (desk.say("means told"), [desk.code("means", code) for code in _told(accounts, "means")])):
        if texts:
            parts.append((*label, Run("words", " "), *desk.joined(dict.fromkeys(texts)), Run("words", ";")))
    last = parts[-1]
    parts[-1] = (*last[:-1], Run("words", "."))
    return desk.joined(parts, " ")


def _told(accounts: Sequence[Row], column: str) -> list[str]:
    return list(dict.fromkeys(part for row in accounts for part in split(row[column])))


def _when(desk: Desk, row: Row) -> Run:
    """The possible time of an incident in the zone of the report."""
    return Run("date", desk.moment(row["time_from"], row["time_to"])) if row["time_from"] is not None else Run(
        "words", desk.language.words("time not stated"))


def _authors(desk: Desk, row: Row, accounts: Sequence[Row]) -> Iterator[Text]:
    """Who is named as author, as the mission lets authors be named."""
    if desk.attribution == "none":
        if row["denied_by"]:
            yield desk.say("A denial is held.")
        return
    if desk.attribution == "findings":
        named = [desk.party(party) for party in split(row["authors"])]
        yield desk.say("Named as author: {authors}; authorship {standing}.", authors=desk.joined(named),
                       standing=desk.code("standing", row["author_standing"])) if named else desk.say(
                           "Nobody is named as author.")
    else:
        yield from _claims(desk, accounts)
    if row["denied_by"]:
        yield desk.say("Denied, in whole or in part, by {parties}.",
                       parties=desk.joined(desk.party(party) for party in split(row["denied_by"])))


def _claims(desk: Desk, accounts: Sequence[Row]) -> Iterator[Text]:
    """Who states that who is the author, each claimant and author once."""
    pairs = dict.fromkeys((party, account["author"] or "") for account in accounts
                          for party in split(account["origin_parties"]) or [""])
    for party, author in pairs:
        if author:
            yield desk.say("{claimant} states that the author is {author}.", claimant=desk.party(party),
                           author=desk.party(author))
        else:
            yield desk.say("{claimant} names nobody as author.", claimant=desk.party(party))


def _tolls(desk: Desk, row: Row) -> Text:
    if not (row["fatalities_high"] or row["injured_high"]):
        return ()
    return desk.joined(filter(None, (
        desk.say("People killed, as told: {killed}.", killed=desk.values(row["fatalities_low"], row["fatalities_high"]))
        if row["fatalities_high"] else (),
        desk.say("People injured, as told: {injured}.", injured=desk.values(row["injured_low"], row["injured_high"]))
        if row["injured_high"] else ())), " ")


def _outcomes(desk: Desk, rows: Sequence[Row]) -> Iterator[Text]:
    """The outcome under each compared reading; by author only where authors may be named and there are several."""
    by: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by.setdefault((row["provision"], row["reading"]), []).append(row)
    for (provision, reading), told in by.items():
        if all(row["outcome"] in ("not_covered", "not_in_force") for row in told) and not any(
                row["outcome"] not in ("not_covered", "not_in_force") for row in rows if row["provision"] == provision):
            continue  # no compared reading of that provision leaves anything open
        several = desk.named and len(told) > 1
        outcomes = [desk.say("{outcome} if the author is {author}", outcome=_outcome(desk, row),
                             author=desk.party(row["author"])) if several else _outcome(desk, row) for row in told]
        yield desk.say("Under “{reading}”, of “{provision}”: {outcome}.", reading=desk.reading(reading),
                       provision=desk.provision(provision), outcome=desk.joined(dict.fromkeys(outcomes), "; "))


def _outcome(desk: Desk, row: Row) -> Text:
    words = desk.code("outcome", row["outcome"])
    if row["outcome"] != "undetermined":
        return words
    return desk.say("{outcome}, still open: {possible}", outcome=words,
                    possible=desk.joined(desk.code("outcome", code) for code in split(row["possible"])))


def _cites(desk: Desk, row: Row, reports: Sequence[Row]) -> list[Cite]:
    """The incident, then the first report of each source, at most so many; all go into the list of sources."""
    firsts = {report["source"]: report for report in reversed(reports)}
    for report in reports:
        desk.cite(report, "report_id")
    shown = [report for report in reports if firsts[report["source"]] is report][:_SOURCES]
    return [Cite(row["incident_id"]), *(desk.cite(report, "report_id") for report in shown)]


def _known(desk: Desk, reports: Sequence[Row]) -> Text:
    """How the reports know it, as they are coded; most pages do not say."""
    ways = list(dict.fromkeys(report["how_known"] for report in reports if report["how_known"]))
    return desk.joined(desk.code("known", way) for way in ways) if ways else desk.say("told; how known is not stated")
