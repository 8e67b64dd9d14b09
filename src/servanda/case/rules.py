"""One provision as one reading holds it: elements taken, overridden, left silent, or the whole denied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from servanda.case import phrases
from servanda.case.bounds import bind, bounds, event, merged, window
from servanda.case.fields import Fields, unique
from servanda.case.lists import listing
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.terms import ANYTHING, Condition, Exemption, Listing, Release, Rule, Said, State, Window
from servanda.model.vocabulary import PROVISION_KINDS, TREATMENTS, WHOSE_BASES

ELEMENTS = ("kind", *ELEMENT_NAMES, "attempts", "debris", "by_product", "release")
STATUSES = ("met", "not_met", "unknown")


@dataclass(frozen=True)
class Scope:
    """What terms may refer to: parties, zones, and the time zone of plain days.

    ``floor`` is the first second of the instrument's day, before which no rule is in force.
    """

    parties: tuple[str, ...]
    zones: tuple[str, ...]
    zone: str
    floor: int = Window().floor


@dataclass(frozen=True)
class Element:
    """One element as read: the fields of `Rule` it sets, where it comes from, and words for it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    said: Said = Said()
    words: str = ""


Elements = Mapping[str, Element]


def elements(fields: Fields, scope: Scope) -> Elements:
    """The elements that a mapping gives; those that it does not give are absent."""
    found: dict[str, Element] = {}
    for name, (keys, read) in READERS.items():
        if not any(key in fields.entries for key in keys):
            continue
        for key in keys:
            if key in fields.entries and not fields.has(key):
                fields.wrong("value_wrong", fields.line(key), f"`{key}` of {fields.what} is empty.",
                             "Write `silent`, or remove the key so that it stays as the provision has it.")
        found[name] = read(fields, scope)
    fields.asked.update(key for keys, _ in READERS.values() for key in keys)
    return found


def rule(reading: str, provision: str, base: Elements, own: Elements, scope: Scope) -> Rule:
    """The rule of a reading from the provision's elements and the reading's own, which win."""
    values: dict[str, Any] = {"window": Window(floor=scope.floor)}
    for given in (base, own):
        for element in given.values():
            values.update(element.values)
    stance, said, words = {}, {}, {}
    for name in ELEMENTS:
        element = own.get(name) or base.get(name) or Element()
        stance[name] = "silent" if not element.words else "overridden" if name in own else "taken"
        said[name], words[name] = element.said, element.words
    if "bound" in own or "bound" in base:
        words["bound"] = phrases.bound(values.get("binds", ()), values.get("not_bound", ()), scope.zone)
        stance["bound"] = "silent" if not words["bound"] else stance["bound"]
    values["window"] = replace(values["window"], floor=scope.floor)
    return Rule(reading=reading, provision=provision, said=said, stance=stance, words=words, **values)


def denied(reading: str, provision: str, kind: str, said: Said, scope: Scope) -> Rule:
    """The rule of a reading that denies that the provision was agreed."""
    return Rule(reading=reading, provision=provision, kind=kind, agreed=False, window=Window(floor=scope.floor),
                said=dict.fromkeys(ELEMENTS, said), stance=dict.fromkeys(ELEMENTS, "denied"),
                words=dict.fromkeys(ELEMENTS, "not agreed"))


# -- readers of the elements ----------------------------------------------------------------------------


def _is_silent(fields: Fields, key: str) -> bool:
    node = fields.given(key)
    return node is None or (node.text or "").strip() == "silent"


def _word(fields: Fields, key: str, allowed: tuple[str, ...], default: str) -> tuple[str, Said]:
    """A word alone, or `{is: word, cites: ...}`."""
    node = fields.given(key)
    if node is None or node.text is not None:
        return fields.choice(key, allowed, default=default), Said(how="inferred")
    inner = Fields(node, fields.file, fields.found, f"`{key}` of {fields.what}")
    word, said = inner.choice("is", allowed, required=True, default=default), inner.said()
    inner.close()
    return word, said


def _kind(fields: Fields, scope: Scope) -> Element:
    kind, said = _word(fields, "kind", PROVISION_KINDS, "prohibition")
    return Element({"kind": kind}, said, kind.replace("_", " "))


def _treatment(key: str) -> Callable[[Fields, Scope], Element]:
    def read(fields: Fields, scope: Scope) -> Element:
        word, said = _word(fields, key, TREATMENTS, "silent")
        return Element({key: word}, said, phrases.treatment(word))
    return read


def _listing(key: str, column: str, silence: Listing) -> Callable[[Fields, Scope], Element]:
    def read(fields: Fields, scope: Scope) -> Element:
        found, said = listing(fields, key)
        return Element({column: silence if found.kind == "silent" else found}, said, phrases.listing(found))
    return read


def _bound(fields: Fields, scope: Scope) -> Element:
    values: dict[str, Any] = {}
    if "binds" in fields.entries:
        members = [] if _is_silent(fields, "binds") else fields.each("binds", f"`binds` of {fields.what}")
        read = [bind(entry, scope.parties, scope.zone) for entry in members]
        unique(fields.found, fields.file, "bound party", [(one.party, entry.line("party")) for one, entry in
                                                          zip(read, members, strict=True)],
               mend="Bind a party once; other grounds go into `note:` or another reading.")
        values["binds"] = tuple({one.party: one for one in reversed(read) if one.party in scope.parties
                                 or not scope.parties}.values())[::-1]
    if "not_bound" in fields.entries:
        values["not_bound"] = () if _is_silent(fields, "not_bound") else fields.all_known(
            "not_bound", scope.parties, "party")
    said = merged(Said(how="inferred"), [one.said for one in values.get("binds", ())])
    return Element(values, said, phrases.bound(values.get("binds", ()), values.get("not_bound", ()), scope.zone))


def _whose(fields: Fields, scope: Scope) -> Element:
    if _is_silent(fields, "whose"):
        return Element({"whose": ()})
    if fields.entries["whose"].text is not None:
        word = fields.choice("whose", ("any", "silent"))
        bases: tuple[str, ...] = ("any",) if word == "any" else ()
        return Element({"whose": bases}, Said(how="inferred"), phrases.whose(bases))
    inner = Fields(fields.entries["whose"], fields.file, fields.found, f"`whose` of {fields.what}")
    if not inner.has("by"):
        inner.wrong("key_missing", inner.line(), f"{inner.subject()} has no `by`.",
                    f"Name the bases: {', '.join(WHOSE_BASES)}.")
    bases = inner.choices("by", WHOSE_BASES)
    said = inner.said(by=False)
    inner.close()
    return Element({"whose": bases}, said, phrases.whose(bases))


def _where(fields: Fields, scope: Scope) -> Element:
    if _is_silent(fields, "where"):
        return Element({"zone": "", "zone_inside": True})
    if fields.entries["where"].text is not None:
        fields.choice("where", ("any", "anywhere", "silent"))
        return Element({"zone": "", "zone_inside": True}, Said(how="inferred"), phrases.where("", True))
    inner = Fields(fields.entries["where"], fields.file, fields.found, f"`where` of {fields.what}")
    within = inner.has("inside")
    zone = inner.known("inside" if within else "outside", scope.zones, "zone", required=True)
    said = inner.said()
    inner.close()
    return Element({"zone": zone, "zone_inside": within}, said, phrases.where(zone, within))


def _when(fields: Fields, scope: Scope) -> Element:
    if _is_silent(fields, "when"):
        return Element({"window": Window(floor=scope.floor)})
    inner = Fields(fields.entries["when"], fields.file, fields.found, f"`when` of {fields.what}")
    made, said = window(inner, scope.zone, scope.floor)
    inner.close()
    return Element({"window": made}, said, phrases.when(made))


def _provided(fields: Fields, scope: Scope) -> Element:
    members = [] if _is_silent(fields, "provided") else fields.each("provided", "the condition")
    conditions = tuple(_condition(entry, scope) for entry in members)
    unique(fields.found, fields.file, "condition", [(one.id, entry.line("id")) for one, entry in
                                                    zip(conditions, members, strict=True)])
    return Element({"conditions": conditions}, _parts([one.said for one in conditions]), phrases.provided(conditions))


def _condition(fields: Fields, scope: Scope) -> Condition:
    id_ = fields.id()
    title = fields.name("title") or id_
    held_by = fields.text("held_by")
    states = [_state(entry, scope) for entry in fields.each("states", f"the state of {fields.what}")]
    said = merged(fields.said(), [state.said for state in states if state])
    fields.close()
    return Condition(id_, title, held_by, tuple(sorted((s for s in states if s), key=lambda s: s.at)), said)


def _state(fields: Fields, scope: Scope) -> State | None:
    fields.text("at", required=True)
    at = bounds(fields, "at", scope.zone)
    status, said = fields.choice("status", STATUSES, required=True), fields.said()
    fields.close()
    return State(at[0].at[0], status, said) if at and status else None


def _unless(fields: Fields, scope: Scope) -> Element:
    members = [] if _is_silent(fields, "unless") else fields.each("unless", "the exception")
    exemptions = tuple(_exemption(entry) for entry in members)
    unique(fields.found, fields.file, "exception", [(one.id, entry.line("id")) for one, entry in
                                                    zip(exemptions, members, strict=True)])
    return Element({"exemptions": exemptions}, _parts([one.said for one in exemptions]), phrases.unless(exemptions))


def _exemption(fields: Fields) -> Exemption:
    id_ = fields.id()
    made = Exemption(id_, fields.name("title") or id_, fields.text("invoked_by"), fields.text("judged_by"),
                     fields.said())
    fields.close()
    return made


def _release(fields: Fields, scope: Scope) -> Element:
    if _is_silent(fields, "release"):
        return Element({"release": Release()})
    inner = Fields(fields.entries["release"], fields.file, fields.found, f"`release` of {fields.what}")
    made = Release(
        reciprocity=inner.choice("reciprocity", ("none", "release", "mirror"), default="none"),
        trigger=inner.choice("trigger", ("any", "serious", "material"), default="any"),
        notice_seconds=(inner.number("notice_days") or 0) * 86_400,
        effect=inner.choice("effect", ("invoker", "both"), default="invoker"),
        private_acts_count=inner.flag("private_acts_count", default=True),
        not_releasable=inner.flag("not_releasable", default=False), said=inner.said())
    inner.close()
    return Element({"release": made}, made.said, phrases.release(made))


def _events(fields: Fields, scope: Scope) -> Element:
    members = [] if _is_silent(fields, "events") else fields.each("events", f"`events` of {fields.what}")
    read = [event(entry, scope.zone) for entry in members]
    return Element({"events": tuple(sorted((one for one in read if one), key=lambda one: one.at))})


def _parts(parts: list[Said]) -> Said:
    return merged(Said(how="inferred"), parts)


# element -> (its keys in terms.yaml, its reader).  `events` belongs to the life cycle and has no stance.
READERS: dict[str, tuple[tuple[str, ...], Callable[[Fields, Scope], Element]]] = {
    "kind": (("kind",), _kind),
    "bound": (("binds", "not_bound"), _bound),
    "act": (("act",), _listing("act", "acts", Listing("silent"))),
    "attempts": (("attempts",), _treatment("attempts")),
    "means": (("means",), _listing("means", "means", ANYTHING)),
    "object": (("object",), _listing("object", "objects", Listing("silent"))),
    "debris": (("debris",), _treatment("debris")),
    "by_product": (("by_product",), _treatment("by_product")),
    "whose": (("whose",), _whose),
    "where": (("where",), _where),
    "when": (("when",), _when),
    "provided": (("provided",), _provided),
    "unless": (("unless",), _unless),
    "release": (("release",), _release),
    "events": (("events",), _events),
}
