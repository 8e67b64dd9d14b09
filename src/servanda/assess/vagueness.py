"""Tellings and accounts that say less of the same are no rivals: they are left out beside the fuller ones.

Without this a second voice that merely repeats a story in more general words would turn a clear
outcome into an open one, and the side whose officials speak more often would be judged more mildly.
"""

from __future__ import annotations

from functools import cache

from servanda.assess.rulebook import columns
from servanda.engine.database import Database
from servanda.model.objects import UNKNOWN, Thing, parse_things
from servanda.model.vocabulary import ACTS, FUNCTIONS, MEANS, SECTORS, ancestors

_TELLING_PAIRS = """
SELECT DISTINCT x.telling, y.telling FROM w_telling x
JOIN w_telling y ON y.account_id = x.account_id AND y.telling <> x.telling ORDER BY 1, 2
"""

_DROP_TELLINGS = """
DELETE FROM w_telling WHERE EXISTS (
    SELECT 1 FROM w_telling y JOIN w_less p ON p.fuller = y.telling
    WHERE y.account_id = w_telling.account_id AND p.vaguer = w_telling.telling)
"""

_STORY = "concat_ws(chr(11), {a}.act, {a}.stage, {a}.means, {a}.object)"

_IN_COMPANY = """(
    SELECT a.account_id, a.incident_id, a.author, a.time_from, a.time_to, a.lasted_from, a.origin_parties,
           d.act, d.stage, d.means, o.told AS object
    FROM w_account a JOIN w_doing d ON d.doing = a.doing JOIN w_target o ON o.object = a.object
    WHERE a.incident_accounts > 1)"""

# Pairs of accounts of one incident: the fuller is told by every side that tells the vaguer (what one side
# adds in its own favour does not silence the other), names the same author, or the vaguer names nobody, and
# lies in time within it.
_ACCOUNT_PAIRS = f"""
SELECT x.account_id, y.account_id, {_STORY.format(a="x")}, {_STORY.format(a="y")}
FROM {_IN_COMPANY} x JOIN {_IN_COMPANY} y ON y.incident_id = x.incident_id AND y.account_id <> x.account_id
WHERE len(list_filter(string_split(x.origin_parties, ';'), p -> p NOT IN ('', 'unknown')
          AND NOT list_contains(string_split(y.origin_parties, ';'), p))) = 0
  AND x.author IN ('', y.author) AND x.lasted_from IS NULL
  AND (x.time_from IS NULL OR (x.time_from <= y.time_from AND x.time_to >= y.time_to))
ORDER BY 1, 2
"""


def drop_tellings(db: Database) -> None:
    """Remove tellings that another telling of the same account covers; two that cover each other both stay."""
    pairs = [(one, other) for one, other in db.rows(_TELLING_PAIRS)
             if telling_is_vaguer(one, other) and not telling_is_vaguer(other, one)]
    db.load_plain("w_less", columns("w_less", pairs))
    db.run(_DROP_TELLINGS)


def find_accounts(db: Database) -> None:
    """Fill `w_vaguer`: accounts that say less of the same than another account of their incident."""
    found = [(vaguer, fuller) for vaguer, fuller, story, other in db.rows(_ACCOUNT_PAIRS)
             if story_is_vaguer(story, other) and not story_is_vaguer(other, story)]
    db.load_plain("w_vaguer", columns("w_vaguer", found))
    db.run("""UPDATE accounts SET covered_by = v.fuller
        FROM (SELECT vaguer, min(fuller) AS fuller FROM w_vaguer GROUP BY vaguer) v
        WHERE v.vaguer = accounts.account_id""")


@cache
def telling_is_vaguer(one: str, other: str) -> bool:
    """Is everything told in ``one`` told, in the same or in more exact words, in ``other``?

    Tellings are ``aimed|affected`` as written in the tables.
    """
    return all(any(_covers(a, b) for b in other_things) for mine, other_things in zip(
        _things(one), _things(other), strict=True) for a in mine)


def _things(telling: str) -> tuple[tuple[Thing, ...], tuple[Thing, ...]]:
    aimed, _, affected = telling.partition("|")
    return parse_things(aimed, affected=False), parse_things(affected, affected=True)


def _covers(vague: Thing, exact: Thing) -> bool:
    return (vague.how == exact.how and _at_or_above(FUNCTIONS, vague.function, exact.function)
            and _at_or_above(SECTORS, vague.sector, exact.sector))


def _at_or_above(tree: dict[str, str], vague: str, exact: str) -> bool:
    if UNKNOWN in (vague, exact):
        return vague == UNKNOWN
    return vague in ancestors(tree, exact)


@cache
def story_is_vaguer(one: str, other: str) -> bool:
    """The same for whole stories: act, stage, means and object as they were told, joined by VT."""
    act, stage, means, objects = one.split("\v")
    other_act, other_stage, other_means, other_objects = other.split("\v")
    return (_terms_vaguer(ACTS, act, other_act) and _terms_vaguer(MEANS, means, other_means)
            and _stages_vaguer(stage, other_stage)
            and all(any(t == o or telling_is_vaguer(t, o) for o in other_objects.split("\n"))
                    for t in objects.split("\n") if t))


def _terms_vaguer(tree: dict[str, str], one: str, other: str) -> bool:
    return all(any(_at_or_above(tree, a, b) for b in other.split(";") if b) for a in one.split(";") if a)


def _stages_vaguer(one: str, other: str) -> bool:
    """No stage, the same stages, or a hit where the other tells of damage."""
    known = set(filter(None, other.split(";")))
    return set(filter(None, one.split(";"))) <= known | ({"reached"} if "damaged" in known else set())
