"""Standards of evidence as named filters over accounts and incidents.

`all`: every account.  `claims:<party>`: only accounts that an origin of that party tells.
`independent`: only accounts that an origin of no party tells.  `corroborated` and `verified`:
incidents whose occurrence, author and object are all at least so well established.
"""

from __future__ import annotations

from servanda.assess import incidents
from servanda.engine.face import Engine

_EVERY = "SELECT account_id FROM w_account"

_TELLS = """SELECT w.account_id FROM w_account w JOIN accounts a ON a.account_id = w.account_id
WHERE contains(';' || coalesce(a.origin_parties, '') || ';', ';{party};')"""

_RANK = "CASE {column} WHEN 'verified' THEN 2 WHEN 'corroborated' THEN 1 ELSE 0 END"

_ESTABLISHED = """
INSERT INTO w_grouped
SELECT '{standard}', g.incident_id, g.author, g.profile, g.members, g.rivals
FROM w_grouped g JOIN incidents i ON i.incident_id = g.incident_id
WHERE g.standard = 'all' AND least({ranks}) >= {least}
"""


_LEAST = {"corroborated": 1, "verified": 2}


def standards(parties: tuple[str, ...]) -> tuple[str, ...]:
    """Names of all standards of a case with these parties, in the order of the ladder."""
    return ("all", *(f"claims:{party}" for party in parties), "independent", "corroborated", "verified")


def group(db: Engine, names: tuple[str, ...]) -> None:
    """Group the accounts that each of these standards admits; `all` comes first."""
    for standard in names:
        if standard in _LEAST:
            ranks = ", ".join(_RANK.format(column=f"i.{name}_standing") for name in ("occurrence", "author", "object"))
            db.run(_ESTABLISHED.format(standard=standard, ranks=ranks, least=_LEAST[standard]))
        elif standard == "all":
            incidents.group(db, standard, _EVERY)
        else:
            party = "none" if standard == "independent" else standard.removeprefix("claims:")
            incidents.group(db, standard, _TELLS.format(party=party.replace("'", "''")))
