"""Four-valued answers, masks of possible answers, outcomes, and how outcomes follow from elements."""

from __future__ import annotations

from servanda.model.tables import ELEMENT_NAMES

# An answer is held as the set of answers that are still possible over the facts, one bit each.
YES, NO, TEXT = 1, 2, 4

YES_ANSWER, NO_ANSWER, UNKNOWN_FACT, UNKNOWN_TEXT = "yes", "no", "unknown_fact", "unknown_text"

POTENTIAL_VIOLATION = "potential_violation"
EXCEPTED = "excepted"
NOT_IN_FORCE = "not_in_force"
NOT_COVERED = "not_covered"
UNDETERMINED = "undetermined"

# Bits of `possible`, in the order in which they are printed.
OUTCOME_BITS = {POTENTIAL_VIOLATION: 1, EXCEPTED: 2, NOT_COVERED: 4, NOT_IN_FORCE: 8}
OUTCOMES = (POTENTIAL_VIOLATION, EXCEPTED, NOT_IN_FORCE, NOT_COVERED, UNDETERMINED)

FORCE_ELEMENTS = ("when", "provided", "bound")
SCOPE_ELEMENTS = ("act", "means", "object", "whose", "where")


def answer(mask: int) -> str:
    """The four-valued answer of a mask of possible answers.

    ``unknown_fact`` where facts, once known, could change the answer; ``unknown_text`` where
    the text gives none whatever the facts.  Raises ``ValueError`` on an empty mask.
    """
    if mask == YES:
        return YES_ANSWER
    if mask == NO:
        return NO_ANSWER
    if mask == TEXT:
        return UNKNOWN_TEXT
    if 0 < mask < 8:
        return UNKNOWN_FACT
    raise ValueError(f"not a mask of answers: {mask}")


def outcomes_in(bits: int) -> tuple[str, ...]:
    """The outcomes of a ``possible`` bit set, in printing order."""
    return tuple(name for name, bit in OUTCOME_BITS.items() if bits & bit)


__all__ = [
    "ELEMENT_NAMES", "EXCEPTED", "FORCE_ELEMENTS", "NO", "NOT_COVERED", "NOT_IN_FORCE", "NO_ANSWER", "OUTCOMES",
    "OUTCOME_BITS", "POTENTIAL_VIOLATION", "SCOPE_ELEMENTS", "TEXT", "UNDETERMINED", "UNKNOWN_FACT", "UNKNOWN_TEXT",
    "YES", "YES_ANSWER", "answer", "outcomes_in",
]
