"""Standards of evidence as named filters over accounts and incidents.

`all`: every account.  `claims:<party>`: only accounts that an origin of that party tells.
`independent`: only accounts that an origin of no party tells.  `corroborated` and `verified`:
incidents whose occurrence, author and object are all at least so well established.
"""

from __future__ import annotations

from servanda.assess import incidents
from servanda.engine.database import Database

_TELLS = """SELECT w.account_id FROM w_account w JOIN accounts a ON a.account_id = w.account_id
WHERE list_contains(string_split(coalesce(a.origin_parties, ''), ';'), '{party}')"""

_RANK = "CASE {column} WHEN 'verified' THEN 2 WHEN 'corroborated' THEN 1 ELSE 0 END"


def standards(parties: tuple[str, ...]) -> tuple[str, ...]:
    """Names of all standards of a case with these parties, in the order of the ladder."""
    return ("all", *(f"claims:{party}" for party in parties), "independent", "corroborated", "verified")


def _admit(least: int) -> str:
    ranks = ", ".join(_RANK.format(column=f"i.{name}_standing") for name in ("occurrence", "author", "object"))
    return f"AND least({ranks}) >= {least}"


def fill(db: Database, parties: tuple[str, ...]) -> None:
    """Fill `w_counted` for every standard; expects `g_all`."""
    for standard in standards(parties):
        group, admit = _grouped(db, standard)
        db.run(f"""INSERT INTO w_counted
            SELECT ?, v.incident_id, v.author, v.rule, v.reading, v.provision, v.possible, {incidents.TEXT_OPEN}
            FROM {group} v JOIN incidents i ON i.incident_id = v.incident_id WHERE true {admit}""", [standard])


def _grouped(db: Database, standard: str) -> tuple[str, str]:
    """(grouped table, condition on incidents `i`); groups the accounts anew where the standard asks for it."""
    if standard in ("corroborated", "verified"):
        return "g_all", _admit({"corroborated": 1, "verified": 2}[standard])
    if standard == "all":
        return "g_all", ""
    party = "none" if standard == "independent" else standard.removeprefix("claims:")
    incidents.group(db, "g_some", _TELLS.format(party=party.replace("'", "''")))
    return "g_some", ""
