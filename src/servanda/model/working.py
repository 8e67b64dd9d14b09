"""Working tables of assessing, declared like the others; they live in memory and are never exported.

Masks are the bits of `model.values` (yes 1, no 2, unknown of text 4).  Keys are the distinct texts
themselves, so that each distinct thing is judged once however many accounts share it.
"""

from __future__ import annotations

from servanda.model.tables import Column as C
from servanda.model.tables import Table


def _table(name: str, doc: str, key: str, columns: str) -> Table:
    """``columns``: names, with ``#`` before integers and ``?`` before booleans."""
    kinds = {"#": "int", "?": "bool"}
    return Table(name, doc, tuple(C(n.lstrip("#?"), kinds.get(n[0], "text")) for n in columns.split()),
                 tuple(key.split()))


WORKING: dict[str, Table] = {table.name: table for table in (
    _table("w_rule", "One provision as one reading holds it, as columns.", "rule",
           "#rule reading provision kind ?agreed ?has_binds #attempts #debris #by_product whose zone ?zone_inside "
           "?has_start #floor #yes_from #no_before #sure_from #text_from #text_to #yes_until #last_end #sure_until "
           "#end_text_from #end_text_to ?has_conditions "
           "?has_exemptions ?has_life"),
    _table("w_bind", "Who is bound, from when to when, on what basis.", "rule party",
           "#rule party #start_lo #start_hi #end_lo #end_hi basis"),
    _table("w_not_bound", "Who is not bound.", "rule party", "#rule party"),
    _table("w_freed", "From when a party is released, certainly and possibly.", "rule party",
           "#rule party #certain #possible"),
    _table("w_list", "A list of a rule: what holds for the rest, and for what is not stated.", "rule facet",
           "#rule facet kind #rest #unstated"),
    _table("w_entry", "A line of a list.", "rule facet role entry",
           "#rule facet role #entry ?any_function ?any_sector"),
    _table("w_entry_term", "A term of a line.", "rule facet role entry tree term",
           "#rule facet role #entry tree term #depth"),
    _table("w_tree", "A term and everything at or under it.", "tree above below", "tree above below"),
    _table("w_state", "What the conditions of a rule yield together, by span of time.", "rule from",
           "#rule #from #until #mask"),
    _table("w_life", "Where events let a rule live, by span of time.", "rule from", "#rule #from #until #mask"),
    _table("w_late", "Until when a happening came before the element was stated.", "rule element",
           "#rule element #through"),
    _table("w_code", "The bit of each reason code.", "code", "code #bits"),
    _table("w_exemption", "The exceptions of a rule.", "rule exemption", "#rule exemption"),
    _table("w_account", "The facts of an account, with the numbers of its distinct parts.", "account_id",
           "account_id incident_id author #time_from #time_to #lasted_from #lasted_to #doing #object "
           "#place #whose incident_authors #incident_accounts origin_parties"),
    _table("w_doing", "What was done: known members of act, stage and means.", "doing", "#doing act stage means"),
    _table("w_target", "What accounts tell was aimed at and affected, `aimed|affected` line by line.", "object",
           "#object told"),
    _table("w_whose", "Whose a place or facility is: claim, recognised, controller, operator.", "whose", "#whose told"),
    _table("w_telling", "What an account tells was aimed at and affected, one row a telling.", "account_id telling",
           "account_id telling"),
    _table("w_less", "Tellings that say less of the same than another.", "vaguer fuller", "vaguer fuller"),
    _table("w_vaguer", "Accounts that say less of the same than another of their incident.", "vaguer fuller",
           "vaguer fuller"),
    _table("w_raised", "Exceptions raised or established.", "incident_id account_id exemption state",
           "incident_id account_id exemption state"),
    _table("w_place", "A distinct place, and the letter that it has towards each zone.", "place", "#place site"),
    _table("w_located", "What the kernel of space says: a site for each place, or its distance from a zone.",
           "place zone", "#place site zone #metres"),
    _table("w_zone", "The place of each zone among the letters of a site, from 1.", "zone", "zone #letter"),
    _table("w_margin", "How far a distinct place lies from the boundary of a zone, in metres, negative inside; only "
           "where the boundary is near.", "place zone", "#place zone #metres"),
    _table("w_term", "A distinct term told of an act or means.", "facet key term", "facet key term"),
    _table("w_thing", "A distinct thing told, in a telling of an object key.", "object telling thing",
           "object #telling thing function sector how"),
    _table("w_held", "Whose a place or facility is, basis by basis.", "whose basis party", "whose basis party"),
    _table("w_performance", "How far a commitment is done, by whose account.", "commitment_id",
           "commitment_id state state_by #pam"),
    _table("m_day", "The local days of the case, numbered from 1970-01-01.", "day", "#day date #from #until"),
    _table("m_period", "The days in force under a reading: at most, and surely.", "reading provision",
           "reading provision #first #last #sure_first #sure_last"),
    _table("m_group", "Whom figures are told of under a rule.", "reading provision author",
           "reading provision author"),
    _table("m_tally", "Tallies of violations under their publisher's own reading, and their days.", "tally_id",
           "tally_id party provision reading #first #last"),
)}
