"""case.yaml: parties, actors, sources, topics and the switches of the case."""

from __future__ import annotations

import re
from dataclasses import replace

from servanda.case.fields import Fields, Findings, is_address, unique
from servanda.guard.markup import Node
from servanda.guard.text import quoted
from servanda.model.case import (
    ATTRIBUTIONS,
    Actor,
    CaseInfo,
    Observer,
    Party,
    Proposition,
    ReportStyle,
    SourceInfo,
)
from servanda.model.names import fold, skeleton
from servanda.model.sharing import BLURS, NAMING, OWNER, Release
from servanda.model.vocabulary import ANSWERS_ASKED, PROPOSITION_KINDS, TLP, VOICES

ROLES = ("party", "mediator", "observer", "other")
EMPTY = CaseInfo(id="", title="", zone="Etc/UTC")
# Answers in tables and columns of exports; a party or actor of that name could not be told from them.
RESERVED = ("none", "unknown", "unattributed")
_GRADE = re.compile(r"[A-F]?[1-6]?")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


def case_info(node: Node, file: str, found: Findings) -> CaseInfo:
    """The case as its file tells it; parts that are wrong are left out with a problem."""
    fields = Fields(node, file, found, "the case")
    id_ = fields.id()
    fields.what = "the case"
    parties = fields.each("parties", "the party")
    read_parties = tuple(_party(entry) for entry in parties)
    ids = tuple(party.id for party in read_parties)
    actors = fields.each("actors", "the actor")
    read_actors = tuple(_actor(entry, ids) for entry in actors)
    sources = fields.each("sources", "the source")
    topics = fields.each("topics", "the topic")
    read_topics = tuple(_topic(entry) for entry in topics)
    propositions = fields.each("propositions", "the proposition")
    info = CaseInfo(
        id=id_,
        title=fields.name("title", required=True),
        zone=fields.zone("zone", required=True) or EMPTY.zone,
        clock_zones=tuple(zone for zone in fields.texts("clock_zones") if fields.check_zone("clock_zones", zone)),
        parties=read_parties,
        actors=read_actors,
        sources=tuple(_source(entry, ids) for entry in sources),
        topics=tuple((topic, title) for topic, title, _ in read_topics),
        expected=tuple(topic for topic, _, expected in read_topics if expected),
        propositions=tuple(_proposition(entry, ids, [topic for topic, _, _ in read_topics]) for entry in propositions),
        observers=tuple(_observer(entry, tuple(a.id for a in read_actors)) for entry in
                        fields.each("observers", "the observer")),
        as_of=fields.day("as_of"),
        tlp=fields.tlp("clear"),
        licence=fields.text("licence"),
        note=fields.text("note"),
        links=tuple(_link(entry) for entry in fields.each("links", "the link")),
        publish=tuple(_release(entry) for entry in fields.each("publish", "the entry of `publish`")),
        report=_report(fields.inside("report", "the style of reports")),
    )
    fields.close()
    if not ids and not fields.odd:
        fields.wrong("key_missing", fields.line("parties"), "The case declares no party.")
    for kind, entries in (("party or actor", [*parties, *actors]), ("source", sources), ("topic", topics),
                          ("proposition", propositions)):
        unique(found, file, kind, [(entry.entries["id"].text or "", entry.line("id")) for entry in entries
                                   if "id" in entry.entries])
    _check_names(found, file, [(entry, [*party.aliases, party.title]) for entry, party in
                               zip(parties, read_parties, strict=True)],
                 [(entry, [*actor.aliases, actor.title]) for entry, actor in zip(actors, read_actors, strict=True)])
    return info


def _free_id(fields: Fields) -> str:
    """The id of a party or actor: not a word that is an answer, and without the `:` of `PARTY:instrument`."""
    id_ = fields.id()
    if id_ in RESERVED or ":" in id_:
        fields.wrong("value_wrong", fields.line("id"), f"{quoted(id_)} cannot be the `id` of a party or actor: "
                     f"{' and '.join(RESERVED)} are answers, and `:` comes before an instrument.", "Choose another id.")
    return id_


def _party(fields: Fields) -> Party:
    id_ = _free_id(fields)
    party = Party(id=id_, title=fields.name("title") or id_, aliases=fields.texts("aliases", names=True),
                  role=fields.choice("role", ROLES, default="party"))
    fields.close()
    return party


def _belongs(fields: Fields, parties: tuple[str, ...]) -> str:
    """The party of an actor or source: '' = none, `unknown` = not known, which is also what is not said."""
    party = fields.text("party", default="unknown")
    if party in ("none", "unknown"):
        return "" if party == "none" else party
    if party in parties or not parties:
        return party
    fields.wrong("id_unknown", fields.line("party"),
                 f"`party` of {fields.what} names the party {quoted(party)}, which is not declared."
                 f"{fields.found.near(party, parties)}", "Declare the party, or write `none` or `unknown`.")
    return "unknown"


def _actor(fields: Fields, parties: tuple[str, ...]) -> Actor:
    id_ = _free_id(fields)
    actor = Actor(id=id_, title=fields.name("title") or id_, party=_belongs(fields, parties),
                  aliases=fields.texts("aliases", names=True), role=fields.text("role"), basis=fields.text("basis"),
                  prints_times_in=fields.zone("prints_times_in"), voice=fields.choice("voice", VOICES))
    fields.text("why")
    fields.text("note")
    fields.cites()
    fields.close()
    return actor


def _source(fields: Fields, parties: tuple[str, ...]) -> SourceInfo:
    id_ = fields.id()
    party = _belongs(fields, parties)
    source = SourceInfo(id=id_, title=fields.name("title"), party="" if party == "unknown" else party,
                        owner=fields.text("owner"), grade=fields.text("grade"),
                        prints_times_in=fields.zone("prints_times_in"), prints_why=fields.text("why"),
                        licence=fields.text("licence"), tlp=fields.tlp(), delay=fields.delay(),
                        named=fields.choice("named", NAMING, default=NAMING[0]))
    if not _GRADE.fullmatch(source.grade):
        fields.wrong("value_wrong", fields.line("grade"), f"`grade` of {fields.what} is {quoted(source.grade)}, which "
                     "is not an Admiralty grade such as B2.")
    fields.text("note")
    fields.close()
    return source


def _release(fields: Fields) -> Release:
    """What holds for an audience; the owner sees everything, so nothing can be held back from him."""
    audience = fields.choice("for", [level for level in TLP if level != OWNER], required=True)
    release = Release(audience or TLP[0], fields.delay(), fields.choice("sources", NAMING, default=NAMING[0]),
                      fields.choice("place", BLURS["place"]), fields.choice("time", BLURS["time"]),
                      fields.number("fewer_than", least=2, most=1_000) or 0)
    fields.text("asked_by")
    fields.close()
    return release


def _topic(fields: Fields) -> tuple[str, str, bool]:
    """(id, title, whether a readout of these talks may be expected to have it)."""
    id_ = fields.id()
    topic = (id_, fields.name("title") or id_, fields.flag("expected", default=False))
    fields.close()
    return topic


def _proposition(fields: Fields, parties: tuple[str, ...], topics: list[str]) -> Proposition:
    """A proposition; its provision is checked where the terms are known."""
    id_ = fields.id()
    proposition = Proposition(
        id=id_, title=fields.name("title") or id_, topic=fields.known("topic", topics, "topic", required=True),
        kind=fields.choice("kind", PROPOSITION_KINDS, default="fact"),
        answer=fields.choice("answer", ANSWERS_ASKED, default="yes_no"), unit=fields.text("unit"),
        provision=fields.text("provision"), wanted_by=fields.all_known("wanted_by", parties, "party"),
        precedents=fields.flag("precedents", default=False))
    fields.text("note")
    fields.close()
    return proposition


def _observer(fields: Fields, actors: tuple[str, ...]) -> Observer:
    actor = fields.known("actor", actors, "actor", required=True)
    observer = Observer(actor, fields.day("from"), fields.day("through"))
    fields.cites()
    fields.close()
    return observer


def _link(fields: Fields) -> tuple[str, str]:
    title, url = fields.name("title", required=True), fields.text("url", required=True)
    if url and not is_address(url):
        fields.wrong("value_wrong", fields.line("url"), f"`url` of {fields.what} is {quoted(url)}, which is not an "
                     "http or https address.")
        url = ""
    fields.close()
    return title, url


def _report(fields: Fields | None) -> ReportStyle:
    """How situation reports are made, where the case says so."""
    if fields is None:
        return ReportStyle()
    style = ReportStyle(fields.choice("attribution", ATTRIBUTIONS), fields.zone("zone"), fields.text("cut_off"),
                        fields.text("language"))
    for key, text, form, example in (("cut_off", style.cut_off, _HOUR, "an hour such as 18:30"),
                                     ("language", style.language, _LANGUAGE, "a language such as uk")):
        if text and not form.fullmatch(text):
            fields.wrong("value_wrong", fields.line(key), f"`{key}` of {fields.what} is {quoted(text)}, which is not "
                         f"{example}.")
            style = replace(style, **{key: ""})
    fields.close()
    return style


Named = list[tuple[Fields, list[str]]]


def _check_names(found: Findings, file: str, parties: Named, actors: Named) -> None:
    """Warn of names that look alike, and of one name that two parties, or two actors, carry.

    A party and an actor may share a name (a capital and its government), but not look-alikes of it.
    """
    for group in (parties, actors):
        owners: dict[str, tuple[str, str]] = {}
        for fields, names in group:
            for name in filter(None, [_id(fields), *names]):
                _same_name(found, file, fields, name, owners)
    looks: dict[str, tuple[str, Fields]] = {}
    for fields, names in [*parties, *actors]:
        for name in filter(None, [_id(fields), *names]):
            other, whose = looks.setdefault(skeleton(name), (name, fields))
            if whose is not fields and other.casefold() != name.casefold():
                found.add("name_lookalike", file, fields.line(),
                          f"The name {quoted(name)} on this line looks like {quoted(other)} on line {whose.line()}, "
                          "but is spelt with other characters.", mend="Type both names with the keys of one alphabet.")


def _same_name(found: Findings, file: str, fields: Fields, name: str, owners: dict[str, tuple[str, str]]) -> None:
    other, whose = owners.setdefault(fold(name), (name, _id(fields)))
    if whose != _id(fields) and other.casefold() == name.casefold():
        found.add("name_lookalike", file, fields.line(),
                  f"Both `{whose}` and `{_id(fields)}` are called {quoted(name)}; the name alone means neither.")


def _id(fields: Fields) -> str:
    node = fields.entries.get("id")
    return (node.text or "") if node else ""
