"""The words of codes, in English, as catalogues translate them; a code without words renders as itself."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.model import vocabulary
from servanda.publish import measured, spoken, words

SPEECH = {
    "announce": "announcement", "order": "order", "agree": "agreement", "accept": "acceptance", "reject": "rejection",
    "demand": "demand", "offer": "offer", "concede": "concession", "admit": "admission", "accuse": "accusation",
    "deny": "denial", "claim": "claim", "condition": "condition", "reserve": "reservation", "invoke": "invocation",
    "waive": "waiver", "notify": "notice", "threaten": "warning or threat", "promise": "promise",
    "withdraw": "withdrawal", "report": "report", "decline_to_comment": "no comment",
}
KNOWN = {"observed": "observed", "imagery": "known from imagery", "told": "told", "published": "published"}
QUALIFIERS = {"at_least": "at least", "about": "about"}
EFFORT = {"access_denied": "access refused", "dark": "nothing could be seen", "stopped": "ended its work",
          "resumed": "took up its work again", "patrol": "patrols"}
ATTRIBUTION = {
    "none": "none: nobody is named as author of an act",
    "claims": "claims: an author is named only as somebody states it",
    "findings": "findings: authors as named in what is held, with how well established",
}


# Where the code as plain words is an abbreviation.
_MEANS = {"uav": "drone", "fpv_uav": "FPV drone", "mlrs": "multiple rocket launcher"}


def _plain(names: Iterable[str]) -> dict[str, str]:
    return {name: words.plain(name) for name in names}


TABLES: dict[str, dict[str, str]] = {
    "speech": SPEECH, "known": KNOWN, "qualifier": QUALIFIERS, "effort": EFFORT, "attribution": ATTRIBUTION,
    "act": _plain(vocabulary.ACTS), "means": _plain(vocabulary.MEANS) | _MEANS,
    "function": _plain(vocabulary.FUNCTIONS), "sector": _plain(vocabulary.SECTORS), "outcome": words.OUTCOMES,
    "standing": words.STANDING, "standard": words.STANDARDS, "duty": spoken.DUTIES, "shift": spoken.SHIFTS,
    "stand": spoken.STANDS, "holds": measured.HOLDS,
}


def english(table: str, code: str) -> str:
    """The English words of a code; the code as plain words where it has none."""
    return TABLES[table].get(code) or words.plain(code)


def every() -> list[str]:
    """All words that a catalogue has to hold beside our sentences, each once."""
    return sorted({text for table in TABLES.values() for text in table.values()})
