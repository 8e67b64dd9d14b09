"""Standards of evidence as named filters over accounts and incidents.

`all`: every account.  `claims:<party>`: only accounts that an origin of that party tells.
`independent`: only accounts that an origin of no party tells.  `corroborated` and `verified`:
incidents whose occurrence, author and object are all at least so well established.
"""

from __future__ import annotations


def standards(parties: tuple[str, ...]) -> tuple[str, ...]:
    """Names of all standards of a case with these parties, in the order of the ladder."""
    return ("all", *(f"claims:{party}" for party in parties), "independent", "corroborated", "verified")


def admits(standard: str) -> str:
    """SQL over `w_try`: the accounts that a standard admits."""
    if standard == "all":
        return "true"
    if standard in ("corroborated", "verified"):
        return f"standing >= {1 if standard == 'corroborated' else 2}"
    party = "none" if standard == "independent" else standard.removeprefix("claims:").replace("'", "''")
    return f"contains(';' || origin_parties || ';', ';{party};')"
