"""terms.yaml: instruments, provisions, readings with their rules and examples, and the compared set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from servanda.case.fields import Fields, Findings, unique
from servanda.case.rules import Element, Elements, Scope, denied, elements, rule
from servanda.guard.markup import Node
from servanda.guard.text import quoted
from servanda.model import clock
from servanda.model.case import CaseInfo
from servanda.model.terms import Example, Instrument, Provision, Reading, Rule, Said, Terms
from servanda.model.values import OUTCOMES
from servanda.model.vocabulary import INSTRUMENT_FORMS, PROVISION_KINDS

EMPTY = Terms()
# Rows of the figures over the compared readings; a reading of that name could not be told from them.
RESERVED = ("common_ground", "widest")
STATUSES = ("published", "reported", "secret")


@dataclass
class _Reader:
    """What has been read so far, and what the rest may refer to."""

    file: str
    found: Findings
    info: CaseInfo
    zones: tuple[str, ...]
    instruments: dict[str, Instrument] = field(default_factory=dict)
    provisions: dict[str, Provision] = field(default_factory=dict)
    bases: dict[str, Elements] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)

    def scope(self, provision: Provision | None = None) -> Scope:
        """The scope of a provision's elements, with the floor that its instrument sets."""
        scope = Scope(self.info.party_ids(), self.zones, self.info.zone)
        instrument = self.instruments.get(provision.instrument) if provision else None
        if instrument and instrument.date:
            scope = replace(scope, floor=clock.span(instrument.date, self.info.zone)[0])
        return scope


def terms(node: Node, file: str, info: CaseInfo, zones: Sequence[str], found: Findings) -> Terms:
    """The terms as the file tells them; parts that are wrong are left out with a problem."""
    fields = Fields(node, file, found, "the file of terms")
    reader = _Reader(file, found, info, tuple(zones))
    _instruments(reader, fields)
    _provisions(reader, fields)
    readings = _readings(reader, fields)
    named = fields.all_known("compare", [reading.id for reading in readings], "reading")
    fields.close()
    made = Terms(tuple(reader.instruments.values()), tuple(reader.provisions.values()), tuple(readings),
                 tuple(reader.rules), tuple(reader.examples), named)
    chosen = named if fields.has("compare") else compared(made, info)
    lead = {reading.id for reading in readings if reading.lead}
    return replace(made, compare=tuple(sorted(chosen, key=lambda id_: id_ not in lead)))


def compared(made: Terms, info: CaseInfo) -> tuple[str, ...]:
    """The set that common ground is computed over where none is named.

    One reading for each bound party: its last declared one, else its last.
    """
    bound = {one.party for rule_ in made.rules for one in rule_.binds}
    chosen = []
    for party in info.parties:
        own = [reading for reading in made.readings if reading.owner == party.id]
        if party.role == "party" and party.id in bound and own:
            chosen.append(([reading for reading in own if reading.declared] or own)[-1].id)
    return tuple(chosen)


def _instruments(reader: _Reader, fields: Fields) -> None:
    entries = fields.each("instruments", "the instrument")
    ids = []
    for entry in entries:
        id_ = entry.id()
        ids.append((id_, entry.line("id")))
        made = Instrument(id_, entry.choice("form", INSTRUMENT_FORMS, required=True), entry.day("date", required=True),
                          entry.name("title"), entry.choice("status", STATUSES, default="published"), entry.cites())
        entry.text("note")
        entry.close()
        if id_:
            reader.instruments.setdefault(id_, made)
    unique(reader.found, reader.file, "instrument", ids)


def _provisions(reader: _Reader, fields: Fields) -> None:
    entries = fields.each("provisions", "the provision")
    ids = []
    for entry in entries:
        id_ = entry.id()
        ids.append((id_, entry.line("id")))
        said = entry.said()
        made = Provision(id_, _kind_of(entry), entry.name("title") or id_,
                         entry.known("instrument", tuple(reader.instruments), "instrument", required=True),
                         said.words, said.cites)
        instrument = reader.instruments.get(made.instrument)
        own = elements(entry, reader.scope(made))
        entry.close()
        if id_ and id_ not in reader.provisions:
            reader.provisions[id_] = made
            stated = said.stated or (instrument.date if instrument else "")
            reader.bases[id_] = _attributed(own, replace(said, stated=stated))
    unique(reader.found, reader.file, "provision", ids)


def _kind_of(fields: Fields) -> str:
    """The kind as written, plain or as `{is: ...}`; wrong ones are reported where the element is read."""
    node = fields.given("kind")
    if node is None:
        fields.wrong("key_missing", fields.line(), f"{fields.subject()} has no `kind`.",
                     f"Write one of {', '.join(PROVISION_KINDS)}.")
        return "prohibition"
    inner = node.entries.get("is") if node.entries is not None else node
    word = (inner.text or "") if inner else ""
    return word if word in PROVISION_KINDS else "prohibition"


def _attributed(own: Elements, whole: Said) -> Elements:
    """Elements whose own provenance is completed by that of the block they stand in."""
    return {name: replace(element, said=_completed(element, whole)) for name, element in own.items()}


def _completed(element: Element, whole: Said) -> Said:
    said = element.said
    if not said.cites and whole.cites and said.how in ("", "inferred") and element.words:
        said = replace(said, cites=whole.cites, how=whole.how)
    by = said.by or (whole.by if said.how == "stated" else "")
    return replace(said, how=said.how or "inferred", by=by, authority=said.authority or whole.authority,
                   stated=said.stated or whole.stated)


def _readings(reader: _Reader, fields: Fields) -> list[Reading]:
    entries = fields.each("readings", "the reading")
    known = [node.text for entry in entries if (node := entry.entries.get("id")) and node.text]
    made: list[Reading] = []
    for entry in entries:
        one = _reading(reader, entry, known)
        if one.id and one.id not in [other.id for other in made]:
            made.append(one)
    unique(reader.found, reader.file, "reading", [(entry.entries["id"].text or "", entry.line("id"))
                                                  for entry in entries if "id" in entry.entries])
    return made


def _reading(reader: _Reader, fields: Fields, known: Sequence[str]) -> Reading:
    id_ = fields.id()
    if id_ in RESERVED:
        fields.wrong("value_wrong", fields.line("id"), f"{quoted(id_)} cannot be the `id` of a reading: it names what "
                     "the compared readings yield together.", "Choose another id.")
    first = not any(rule_.reading == id_ for rule_ in reader.rules)
    reader.found.lines.setdefault(f"reading {id_}", (reader.file, fields.line("id")))
    reading = Reading(
        id=id_, owner=_owner(fields, reader.info), title=fields.name("title") or id_,
        stated=fields.day("stated", required=True), version=fields.text("version"),
        replaces=fields.known("replaces", known, "reading"), lead=fields.flag("lead", default=False),
        declared=fields.flag("declared", default=False), cites=fields.cites(), note=fields.text("note"))
    fields.text("authority")
    block = fields.inside("provisions", f"`provisions` of {fields.what}")
    denials: tuple[str, ...] = ()
    if block is None:
        fields.wrong("key_missing", fields.line(), f"{fields.subject()} has no `provisions`.",
                     "Say for at least one provision what the reading makes of it.")
    elif first:
        denials = _stands(reader, block, reading)
    fields.close()
    return replace(reading, denied=denials)


def _owner(fields: Fields, info: CaseInfo) -> str:
    owner = fields.text("owner", required=True)
    if owner.startswith("analyst:") and len(owner) > len("analyst:"):
        return owner
    if owner:
        fields.check_known("owner", owner, info.party_ids(), "party")
    return owner


def _stands(reader: _Reader, block: Fields, reading: Reading) -> tuple[str, ...]:
    """Read what a reading makes of each provision into rules; returns those that it denies."""
    denials = []
    for id_ in block.entries:
        if id_ not in reader.provisions:
            block.wrong("id_unknown", block.line(id_), f"The reading {quoted(reading.id)} speaks of the provision "
                        f"{quoted(id_)}, which is not declared.{reader.found.near(id_, reader.provisions)}")
            continue
        made = _stand(reader, block, reading, reader.provisions[id_])
        if made:
            reader.rules.append(made)
            if not made.agreed:
                denials.append(id_)
    return tuple(denials)


def _stand(reader: _Reader, block: Fields, reading: Reading, provision: Provision) -> Rule | None:
    node = block.entries[provision.id]
    scope, base = reader.scope(provision), reader.bases[provision.id]
    what = f"the provision {quoted(provision.id)} in the reading {quoted(reading.id)}"
    if node.text is not None:
        if node.text.strip() == "take":
            return rule(reading.id, provision.id, base, {}, scope)
        block.wrong("value_wrong", block.line(provision.id), f"{what[:1].upper()}{what[1:]} is "
                    f"{quoted(node.text) if node.text else 'empty'}.",
                    "Write `take`, `{deny: true}`, or the elements that the reading changes.")
        return None
    fields = Fields(node, reader.file, reader.found, what)
    if fields.flag("deny", default=False):
        said = fields.said()
        fields.close()
        by = said.by or (reading.owner if said.how == "stated" else "")
        whole = replace(said, by=by, stated=said.stated or reading.stated)
        return denied(reading.id, provision.id, provision.kind, whole, scope)
    said = fields.said()
    if fields.has("instrument"):  # the reading holds that the provision stands in another instrument
        moved = fields.known("instrument", tuple(reader.instruments), "instrument")
        scope = reader.scope(replace(provision, instrument=moved))
    own = elements(fields, scope)
    _examples(reader, fields, reading, provision)
    fields.close()
    whole = replace(said, by=said.by or reading.owner, stated=said.stated or reading.stated)
    return rule(reading.id, provision.id, base, _attributed(own, whole), scope)


def _examples(reader: _Reader, fields: Fields, reading: Reading, provision: Provision) -> None:
    for entry in fields.each("examples", f"the example of {fields.what}"):
        happening = entry.text("happening", required=True)
        expect = entry.choice("expect", OUTCOMES, required=True)
        facts = _facts(entry)
        entry.text("note")
        entry.cites()
        entry.close()
        if expect:
            reader.examples.append(Example(reading.id, provision.id, happening, expect, facts, entry.line()))


def _facts(fields: Fields) -> dict[str, str]:
    """The facts of an example as text; members of a list are joined with `;` as in a table."""
    inner = fields.inside("facts", f"`facts` of {fields.what}")
    return {key: ";".join(inner.texts(key)) for key in inner.entries} if inner else {}
