"""Codes rendered into neutral sentences; a code without words renders as itself."""

from __future__ import annotations

from functools import lru_cache

from servanda.model.sharing import WHY

SENTENCE = ("potential violation under the named reading; says nothing about any other rule, "
            "including the law of armed conflict")

ELEMENTS = {
    "bound": "Bound", "act": "Act", "means": "Means", "object": "Object", "whose": "Whose", "where": "Where",
    "when": "When", "provided": "Provided", "unless": "Unless", "accounts": "Accounts",
}
ASKS = {
    "bound": "Is the alleged author a party bound at that time?",
    "act": "Is the act, at the stage it reached, one that the reading names?",
    "means": "Is the weapon or means within the reading?",
    "object": "Is what was aimed at or affected on the reading's list?",
    "whose": "Is the facility the other party's, on the basis that the reading names?",
    "where": "Does the place lie in the zone?",
    "when": "Does the time lie in the period?",
    "provided": "Are the conditions precedent met?",
    "unless": "Does an exception that the text contains apply?",
}
ANSWERS = {"yes": "yes", "no": "no", "unknown_fact": "unknown of fact", "unknown_text": "unknown of text"}
OUTCOMES = {
    "potential_violation": "potential violation", "excepted": "excepted", "not_in_force": "not in force",
    "not_covered": "not covered", "undetermined": "undetermined",
}
OUTCOMES_MEAN = {
    "potential_violation": "Every element of the named reading answers yes and no exception of the text applies.",
    "excepted": "Every element answers yes, and an exception that the text contains is established.",
    "not_in_force": "Under the named reading the rule did not bind that author at that time, or was not agreed.",
    "not_covered": "The rule was in force, but act, means, object, owner or place fall outside the named reading.",
    "undetermined": "At least one element is unknown; the outcomes that are still open are listed.",
}
STANDARDS = {
    "all": "any claim", "independent": "a source of no party", "corroborated": "not only the accuser's side",
    "verified": "verified",
}
STANDARDS_MEAN = {
    "any claim": "Every incident that anybody reports, whoever reports it.",
    "claims of a party": "Only incidents that this party's own origins report.",
    "a source of no party": "Only incidents that an origin belonging to no party reports.",
    "not only the accuser's side": "Another origin of another party or of none says so, or the element is admitted.",
    "verified": "A named person with a method, or an observer listed for that place and time, says so.",
}
STANDING = {"alleged": "alleged", "corroborated": "corroborated", "verified": "verified"}
STANCES = {"taken": "as the provision stands", "overridden": "its own", "silent": "silent", "denied": "denied"}
# What silence means, element by element; elsewhere it is an unknown of text.
SILENCE = {"means": "silent: no limit", "where": "silent: no limit", "provided": "silent: none",
           "unless": "silent: none", "release": "silent: none", "kind": "silent"}
PERIODS = {
    "inside": "inside the period of its publisher's own reading",
    "partly": "partly outside the period of its publisher's own reading",
    "before_start": "before its publisher's own reading starts",
    "after_end": "after its publisher's own reading ends",
    "unknown": "not known: the reading's own clock does not say",
}
READINGS = {"common_ground": "Common ground", "widest": "Widest"}
BASES = {
    "agreement": "by agreement", "unilateral_declaration": "by a declaration of its own", "order": "by an order given",
    "conditional_promise": "by a conditional promise", "conduct": "by its conduct",
    "asserted_by_other": "as asserted by somebody else", "unstated": "on a basis that is not stated",
}

REASONS = {
    "bound:party_bound": "the reading holds this party bound",
    "bound:not_bound": "the reading holds this party not bound",
    "bound:before_bound": "before this party is held bound",
    "bound:after_bound": "after this party ceases to be held bound",
    "bound:straddles_bound": "the possible time lies partly outside the time for which this party is held bound",
    "bound:text_silent": "the text does not say whether this party is bound",
    "bound:no_author": "nobody is named as author",
    "bound:rival_author": "the accounts name rival authors",
    "bound:not_agreed": "the owner of the reading denies that this was agreed",
    "bound:released": "this party was released before it happened",
    "bound:maybe_released": "this party may have been released before it happened",
    "act:listed": "the act is one that the reading names",
    "act:not_listed": "the act is not one that the reading names",
    "act:excluded": "the reading excludes this kind of act",
    "act:unclear": "the words may or may not reach this kind of act",
    "act:unlisted_open": "the list of acts is open or unpublished and does not name this one",
    "act:generic": "what is told of the act is more general than the reading's words",
    "act:no_limit": "the reading sets no limit of acts",
    "act:text_silent": "the text does not say which acts",
    "act:unstated": "the kind of act is not stated",
    "act:attempt_silent": "the text does not say whether an attempt counts",
    "act:attempt_excluded": "under the reading an attempt does not count",
    "act:attempt_counts": "under the reading an attempt counts",
    "act:stage_unstated": "how far the act got is not stated",
    "act:undertaking": "an undertaking to agree is not breached by an act of this kind",
    "act:permission": "a permission is not breached by an act of this kind",
    "act:duty_to_prevent": "a duty to prevent is not breached by the act alone; how it was kept is not assessed",
    "act:obligation": "a positive duty is not breached by an act of this kind",
    "means:no_limit": "the reading sets no limit of means",
    "means:listed": "the means are ones that the reading names",
    "means:not_listed": "the means are not ones that the reading names",
    "means:excluded": "the reading excludes these means",
    "means:unclear": "the words may or may not reach these means",
    "means:unlisted_open": "the list of means is open or unpublished and does not name these",
    "means:generic": "what is told of the means is more general than the reading's words",
    "means:text_silent": "the text does not say which means",
    "means:unstated": "the means are not stated",
    "object:no_limit": "the reading sets no limit of objects",
    "object:listed": "the object is on the reading's list",
    "object:not_listed": "the object is not on the reading's closed list",
    "object:excluded": "the reading excludes this object",
    "object:unclear": "the words may or may not reach this object",
    "object:unlisted_open": "the list is open or unpublished and does not name this object",
    "object:generic": "what is told of the object is more general than the reading's words",
    "object:text_silent": "the text does not say which objects",
    "object:unstated": "what was aimed at or affected is not stated",
    "object:debris_silent": "the text does not say whether damage by debris counts",
    "object:debris_excluded": "under the reading damage by debris does not count",
    "object:by_product_silent": "the text does not say whether damage as a by-product counts",
    "object:by_product_excluded": "under the reading damage as a by-product does not count",
    "whose:no_limit": "the reading sets no limit as to whose facility it is",
    "whose:other_party": "the facility is the other party's on the basis that counts",
    "whose:own": "the facility is the author's own on the basis that counts",
    "whose:unstated": "whose facility it is is not stated",
    "whose:bases_disagree": "claim, control and operation point to different parties and the text names no basis",
    "whose:no_author": "nobody is named as author, so whose facility it is cannot be set against an author",
    "where:no_limit": "the reading sets no limit of place",
    "where:inside": "the place lies inside the zone",
    "where:outside": "the place lies outside the zone",
    "where:straddles": "the place may lie inside or outside the zone",
    "where:unstated": "the place is not known well enough",
    "when:inside": "the time lies in the period",
    "when:partial": "it lasted, and a part of it lies in the period",
    "when:suspended": "an event suspended or ended it, or may have",
    "when:before_instrument": "before the instrument existed",
    "when:before_start": "before the period starts under this reading",
    "when:after_end": "after the period ends under this reading",
    "when:outside": "outside the period of this reading",
    "when:straddles_start": "the possible time lies on both sides of the start",
    "when:straddles_end": "the possible time lies on both sides of the end",
    "when:start_silent": "the text does not say when it starts",
    "when:counting": "rival ways of counting the period give different answers",
    "when:unstated": "the time is not stated",
    "provided:none": "the reading sets no condition precedent",
    "provided:met": "the conditions precedent were met",
    "provided:not_met": "a condition precedent was not met",
    "provided:unknown": "whether the conditions precedent were met is not known",
    "unless:none": "the text contains no exception",
    "unless:not_raised": "the text contains an exception, and nobody raised it",
    "unless:raised": "an exception is raised, and not established",
    "unless:established": "an exception that the text contains is established",
    "accounts:disagree": "the accounts do not agree on the outcome",
}

# What `must_hold` and `would_exclude` say: element and the answer it would have to get.
TURNS = {
    "bound:yes": "the author is a party bound at that time",
    "bound:no": "the author is shown not to be a party bound at that time",
    "act:yes": "the act, at the stage it reached, is one that the reading names",
    "act:no": "the act is shown to be none that the reading names",
    "means:yes": "the means are within the reading",
    "means:no": "the means are shown to lie outside the reading",
    "object:yes": "what was aimed at or affected is on the reading's list",
    "object:no": "what was aimed at or affected is shown not to be on the reading's list",
    "whose:yes": "the facility is the other party's",
    "whose:no": "the facility is shown to be the author's own",
    "where:yes": "the place lies in the zone",
    "where:no": "the place is shown to lie outside the zone",
    "when:yes": "the time lies in the period",
    "when:no": "the time is shown to lie outside the period",
    "provided:yes": "the conditions precedent were met",
    "provided:no": "a condition precedent is shown not to have been met",
    "unless:no": "no exception of the text applies",
    "unless:yes": "an exception of the text is established",
}


def reason(code: str) -> str:
    """The sentence of a reason code or of a turn; the code itself where it has none.

    ``bound:party_bound:<basis>`` is followed by the basis in words.
    """
    known = REASONS.get(code) or TURNS.get(code)
    if known:
        return known
    head, _, basis = code.rpartition(":")
    if head in REASONS and basis in BASES:
        return f"{REASONS[head]}, {BASES[basis]}"
    return code


def boundary(metres: tuple[int, int] | None) -> str:
    """How far the boundary of a zone lies from the place that is told, least and most; '' where it is not near."""
    if metres is None:
        return ""
    least, most = (f"{distance / 1000:.1f}" for distance in metres)
    if most == "0.0":
        return "boundary less than 0.1 km away"
    return f"boundary {least} km away" if least == most else f"boundary {least} to {most} km away"


def standard(code: str) -> str:
    """The name of a standard of evidence; ``claims:<party>`` is `claims of <party>`."""
    kind, _, party = code.partition(":")
    return f"claims of {party}" if kind == "claims" and party else STANDARDS.get(code, plain(code))


def stance(name: str, element: str) -> str:
    """How a reading stands to an element; where it is silent, what silence means for that element."""
    return SILENCE.get(element, "silent: unknown of text") if name == "silent" else STANCES.get(name, name)


@lru_cache(maxsize=1 << 16)
def plain(code: str) -> str:
    """A code of the codebook as words: `power_plant/grid:debris` is `power plant / grid (debris)`."""
    body, _, how = code.partition(":")
    text = body.replace("_", " ").replace("/", " / ")
    return f"{text} ({how.replace('_', ' ')})" if how else text


def interval(low: int | None, high: int | None) -> str:
    """``3–7``, ``3–3`` where both ends agree (never one number); an en dash where neither is stated."""
    if low is None and high is None:
        return "–"
    return f"{'?' if low is None else low}–{'?' if high is None else high}"


def shortened(text: str, most: int) -> str:
    """The text cut at a word to at most so many characters, with ``…`` where something is left out."""
    if len(text) <= most:
        return text
    head = text[:most].rpartition(" ")[0] or text[:most]
    return head.rstrip(" ,;:(") + " …"


def number_of(count: int, one: str, many: str = "") -> str:
    """``1 incident``, ``2 incidents``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


__all__ = ["ANSWERS", "ASKS", "BASES", "ELEMENTS", "OUTCOMES", "OUTCOMES_MEAN", "PERIODS", "READINGS",
           "REASONS", "SENTENCE", "SILENCE", "STANCES", "STANDARDS", "STANDARDS_MEAN", "STANDING", "TURNS", "boundary",
           "interval", "number_of", "plain", "reason", "shortened", "stance", "standard"]


def held_back(why: str | None) -> str:
    """Why something of a row is not shown, from its column `hidden`; '' where all is shown."""
    reasons = [f"{code}: {WHY[code]}" for code in (why or "").split(";") if code in WHY]
    return f"Not shown, in part or as a whole ({'; '.join(reasons)})." if reasons else ""
