"""What each reading holds each provision to mean, element by element, with who says so."""

from __future__ import annotations

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.clock import span
from servanda.model.tables import ELEMENT_NAMES, TABLES
from servanda.model.terms import NEVER, Rule, Said

SHOWN = ("kind", *ELEMENT_NAMES[:2], "attempts", *ELEMENT_NAMES[2:4], "debris", "by_product", *ELEMENT_NAMES[4:],
         "release")


def fill(db: Database, case: Case) -> None:
    """Fill `effective_provisions` and `acceptance`."""
    rows = [row for rule in case.terms.rules for row in _elements(rule)]
    db.load("effective_provisions", TABLES["effective_provisions"].frame(rows))
    accepted = [row for rule in case.terms.rules for row in _acceptance(rule)]
    db.load("acceptance", dict(zip(TABLES["acceptance"].names, map(list, zip(*accepted, strict=True)), strict=False)))


def _elements(rule: Rule) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for element in SHOWN:
        said = rule.said.get(element, Said())
        stance = "denied" if not rule.agreed else rule.stance.get(element, "silent")
        stated = said.stated or None
        starts = [start[0] for start in rule.window.starts]
        late = bool(stated and starts and span(stated, "UTC")[0] > min(starts))
        found.append((rule.reading, rule.provision, element, stance, rule.words.get(element) or None,
                      said.how or None, said.by or None, said.authority or None, ";".join(said.cites) or None,
                      stated, late if stated and starts else None))
    return found


def _acceptance(rule: Rule) -> list[tuple[object, ...]]:
    return [(f"{rule.reading}/{rule.provision}/{bind.party}", rule.provision, rule.reading, bind.party,
             bind.said.by or None, bind.basis or None, bind.start[0] if abs(bind.start[0]) < NEVER else None,
             ";".join(bind.said.cites) or None) for bind in rule.binds if rule.agreed]
