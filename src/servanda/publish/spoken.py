"""Codes of talks rendered into neutral words; a code without words renders as itself."""

from __future__ import annotations

STRENGTHS = {
    "ordered": "ordered", "agreed": "agreed", "promised": "promised", "supports_in_principle": "supports in principle",
    "proposed": "proposed", "conditions": "set out conditions", "demanded": "demanded", "rejected": "rejected",
    "denied": "denied", "announced": "announced", "reaffirmed": "reaffirmed", "stated": "stated",
    "discussed": "discussed", "declined_to_comment": "declined to comment", "did_not_mention": "did not mention",
    "not_found": "not found in what we hold",
}
CHANNELS = {"official_text": "official text", "press_remarks": "press remarks", "social_post": "social post",
            "anonymous_briefing": "anonymous briefing"}
SILENCES = {
    "expected": "expected of such talks, and in none of the readouts",
    "dropped": "raised by the party in the two weeks before, and in none of its readouts",
    "absent_beside": "in another readout of the meeting, and not in this one",
}
SILENCE_WORDS = {
    "absent": "absent: every readout looked through is held complete",
    "not_found": "not found in what we hold: of at least one readout only excerpts are held, and it may still stand "
                 "there",
}
STANDS = {
    "for": "for it", "for_in_principle": "for it in principle", "for_on_conditions": "for it on conditions",
    "open": "leaves it open", "against": "against it", "against_hedged": "against it, hedged",
    "says": "says so", "denies": "says that it is not so",
}
SHIFTS = {
    "hardened": "hardened", "softened": "softened", "reversed": "reversed", "conditioned": "set a condition",
    "dropped": "dropped it", "changed": "changed its answer",
}
VOICES = {
    "leader": "leader", "delegate": "with a mandate", "official": "other office", "anonymous": "unnamed",
    "media": "media of the side", "outside": "no office", "unknown": "voice not placed",
}
CONCESSIONS = {"concession": "Concession, by its own word", "claimed_concession": "Concession, as another claims",
               "admission": "Admission of fact (no concession)"}
BETWEEN = {"parties": "between parties", "within_party": "within one party", "sources": "between sources"}
WHY = {
    "opposite_polarity": "one says so, the other says not",
    "different_value": "the two answers differ",
    "value_denied": "the one denies the answer of the other",
    "ranges_apart": "the two numbers exclude one another",
    "two_lower_bounds": "both are lower bounds: each may hold beside the other",
    "two_upper_bounds": "both are upper bounds: each may hold beside the other",
    "ranges_overlap": "the two ranges overlap",
    "different_definition": "they do not count or mean the same thing",
    "different_period": "they cover different days",
    "different_unit": "they count in different units",
    "one_is_conditional": "the one side’s own word is conditional",
    "implied": "one of them is implied, not said",
    "hedged": "one of them is hedged",
}
ACCEPTANCE = {
    "proposed": "proposed it", "accepted": "accepted",
    "accepted_with_conditions": "accepted with conditions or in principle", "rejected": "rejected",
    "denied_to_exist": "denied to exist", "in_force": "in force", "release_reserved": "release reserved",
    "release_invoked": "release invoked", "expired": "expired",
}
DUTIES = {
    "pending": "not due yet: its day, or its condition, has not come in what is held", "due": "due, and open",
    "fulfilled": "done", "partly": "done in part by its date", "late": "done after its date",
    "broken": "not done by its date", "disputed": "disputed", "overtaken": "overtaken by events",
    "unknown": "its date is past; no account of it is held",
}
DEGREES = {0: "not begun", 1: "minimal", 2: "in part", 3: "in full"}
ENDED = {
    "held": "held to its end", "expired": "ran out", "extended": "was prolonged", "replaced": "gave way to another",
    "collapsed": "collapsed", "never_held": "never took hold", "unknown": "not known", "not stated": "not stated",
}
CHECKS = {
    "within": "The table does not speak against it.",
    "table_has_fewer": "The table lists fewer. It is picked by hand and no census: fewer rows refute nothing.",
    "table_has_more": "The table lists more than that.",
}


def answer(stand: str, value: str = "") -> str:
    """A stand in words; of a question that asks for a value, the value."""
    if value:
        plain = value.replace("_", " ")
        return plain if stand == "says" else f"not {plain}"
    return STANDS.get(stand, stand)


def claim(text: str) -> str:
    """The claim of one side of a contradiction: `asserts`, `denies`, each with a value or alone."""
    verb, _, value = text.partition(" ")
    alone, with_value = {"asserts": ("says so", "says"), "denies": ("says not", "denies")}.get(verb, (verb, verb))
    return f"{alone if not value or value[0] in '([' else with_value} {value}".strip().replace("_", " ")


def change(code: str) -> str:
    """``stand`` or ``stand:value`` in words."""
    stand, _, value = code.partition(":")
    return answer(stand, value)
