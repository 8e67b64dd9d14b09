"""counting.yaml: the rules by which figures are counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from servanda.case.fields import Fields, Findings, unique
from servanda.guard.markup import Node
from servanda.guard.text import quoted
from servanda.model.case import CaseInfo
from servanda.model.terms import Terms
from servanda.model.vocabulary import ACTS, MEANS, STAGES

UNITS = ("incident", "munition", "site-day", "report")
STANDARDS = ("all", "corroborated", "verified", "independent")
_TOLD = {"act": ACTS, "means": MEANS, "stage": STAGES}


def counting(node: Node, file: str, info: CaseInfo, terms: Terms, zones: Sequence[str],
             found: Findings) -> tuple[tuple[Mapping[str, Any], ...], float]:
    """The counting rules (id, title, unit, standard, and the subset that each looks at), and the change allowed for."""
    fields = Fields(node, file, found, "the file of counting rules")
    entries = fields.each("rules", "the counting rule")
    untold = fields.share("untold_change")
    fields.close()
    read = [_rule(entry, info, terms, zones) for entry in entries]
    unique(found, file, "counting rule", [(rule["id"], rule["line"]) for rule in read])
    return tuple(rule for rule in read if rule["id"]), untold


def _rule(fields: Fields, info: CaseInfo, terms: Terms, zones: Sequence[str]) -> dict[str, Any]:
    id_ = fields.id()
    rule: dict[str, Any] = {
        "id": id_, "title": fields.name("title") or id_, "unit": fields.choice("unit", UNITS, required=True),
        "standard": _standard(fields, info),
        "provision": fields.all_known("provision", [one.id for one in terms.provisions], "provision"),
        "reading": fields.all_known("reading", [one.id for one in terms.readings], "reading"),
        "party": fields.all_known("party", info.party_ids(), "party"),
        "from": fields.day("from"), "through": fields.day("through"), "note": fields.text("note"),
        "line": fields.line(),
    }
    rule.update({key: fields.texts(key) for key in ("author", "place")})
    rule["zone"] = fields.all_known("zone", zones, "zone")
    rule.update({prefix + key: fields.choices(prefix + key, words) for key, words in _TOLD.items()
                 for prefix in ("", "without_")})
    fields.close()
    return rule


def _standard(fields: Fields, info: CaseInfo) -> str:
    """A named standard, or `claims:PARTY`."""
    text = fields.text("standard", default="all")
    if re.match(r"claims:.", text):
        fields.check_known("standard", text.partition(":")[2], info.party_ids(), "party")
        return text
    if text in STANDARDS:
        return text
    fields.wrong("value_wrong", fields.line("standard"), f"`standard` of {fields.what} is {quoted(text)}, which is not "
                 f"one of {', '.join(STANDARDS)} or `claims:` with a party.")
    return "all"
