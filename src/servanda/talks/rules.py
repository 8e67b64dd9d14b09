"""The rules of talks as data: verbs to strength, stands on a scale, words of performance.

docs/codebook/talks.md tells each table in words, with its sources.
"""

from __future__ import annotations

# Verb of a statement -> strength of a topic in a readout: (as said, as hedged).  The kinds of verb are those by which
# readouts differ in practice: agreed, ordered, proposed, supports in principle, set out conditions, denied, ...
STRENGTH_OF: dict[str, tuple[str, str]] = {
    "order": ("ordered", "ordered"),
    "agree": ("agreed", "supports_in_principle"),
    "accept": ("agreed", "supports_in_principle"),
    "concede": ("agreed", "supports_in_principle"),
    "promise": ("promised", "promised"),
    "waive": ("promised", "promised"),
    "offer": ("proposed", "proposed"),
    "condition": ("conditions", "conditions"),
    "reserve": ("conditions", "conditions"),
    "demand": ("demanded", "demanded"),
    "reject": ("rejected", "rejected"),
    "withdraw": ("rejected", "rejected"),
    "deny": ("denied", "denied"),
    "announce": ("announced", "announced"),
    "notify": ("announced", "announced"),
    "invoke": ("announced", "announced"),
    "decline_to_comment": ("declined_to_comment", "declined_to_comment"),
}
OTHERWISE = ("stated", "stated")
# Verbs by which a speaker binds his own party, where the coder does not say whom it binds.
BINDING = ("order", "agree", "accept", "concede", "promise", "waive")

# A stand on a scale: only its order and its sign are used.
SCALE: dict[str, int] = {"for": 2, "for_on_conditions": 1, "for_in_principle": 1, "open": 0, "against_hedged": -1,
                         "against": -2, "says": 2, "denies": -2}
# Verbs that leave a stand open, the second where hedged.
OPEN = ("withdraw", "decline_to_comment")
OPEN_HEDGED = ("report",)

# Voices that may set a party's stand at any time; others only while none of these has spoken.
SPEAKS_FOR = ("leader", "delegate")

# Verb -> event in the life of an agreement, for a statement that asserts the taking of it.
EVENT_OF: dict[str, str] = {
    "offer": "proposed", "order": "in_force", "condition": "accepted_with_conditions", "reserve": "release_reserved",
    "threaten": "release_reserved", "invoke": "release_invoked", "withdraw": "release_invoked",
}

# PAM's scale of positive duties (Joshi, Quinn and Regan 2015): 0 not initiated, 1 minimal, 2 intermediate, 3 full.
PAM: dict[str, int] = {"not_initiated": 0, "minimal": 1, "intermediate": 2, "full": 3}

# Verbs that raise a topic; accusing, claiming and reporting do not ask for it to be talked about.
RAISING = ("announce", "agree", "accept", "demand", "offer", "condition", "promise", "threaten", "reserve", "notify")

# How far back a topic counts as raised before a meeting.
RAISED_DAYS = 14


def strength(act: str, hedged: bool) -> str:
    """The strength of a verb."""
    return STRENGTH_OF.get(act, OTHERWISE)[int(hedged)]


def stand(yes_no: bool, asserts: bool, act: str, hedged: bool, conditions: str) -> str:
    """The stand that a claim takes; ``yes_no`` False = the proposition tells a fact or asks for a value."""
    if not yes_no:
        return "says" if asserts else "denies"
    if act in OPEN or (hedged and act in OPEN_HEDGED):
        return "open"
    if not asserts:
        return "against_hedged" if hedged else "against"
    if conditions or act == "condition":
        return "for_on_conditions"
    return "for_in_principle" if hedged else "for"


def event(act: str, asserts: bool, hedged: bool, conditions: str) -> str:
    """The event in the life of an agreement that a claim on the taking of it tells."""
    if not asserts:
        return "denied_to_exist" if act == "deny" else "rejected"
    if act in EVENT_OF:
        return EVENT_OF[act]
    return "accepted_with_conditions" if hedged or conditions else "accepted"
