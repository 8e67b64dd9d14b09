"""The codes of servanda as data: trees of acts, means, functions and sectors; lists of values.

A tree is ``child -> parent``; a parent is the more general term.  These trees order *our* codes;
they never define a party's words: what a reading includes, excludes or leaves unclear is its own to say.
"""

from __future__ import annotations


def _tree(text: str) -> dict[str, str]:
    """Read an indented outline (two blanks a level) into ``child -> parent``; roots map to ''."""
    tree: dict[str, str] = {}
    path: list[str] = []
    for line in text.strip("\n").splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.strip()
        del path[depth:]
        tree[name] = path[-1] if path else ""
        path.append(name)
    return tree


ACTS = _tree("""
attack
  strike
  shelling
  demolition
  small_arms_fire
  ground_assault
  mine_laying
  cyber_attack
movement
  advance
  deployment
mine_blast
fortification
resupply
overflight
seizure
looting
military_use
  military_use_of_ship
detention
blockade
inspection
jamming
restriction_of_movement
""")

MEANS = _tree("""
aerial
  uav
    fpv_uav
    loitering_munition
  missile
    ballistic_missile
    cruise_missile
  bomb
    glide_bomb
  manned_aircraft
ground_fire
  artillery
  mlrs
  mortar
  tank_gun
  direct_fire
naval_fire
explosive_charge
mine
small_arms
""")

FUNCTIONS = _tree("""
energy_facility
  power_plant
    wind_farm
    nuclear_plant
    thermal_plant
  grid_facility
    substation
    transformer
    power_line
    distribution
  fuel_facility
    refinery
    store
    pipeline
      distribution_pipe
    pumping_station
    metering_station
    distribution_station
    production_site
    processing_plant
  heating_plant
dam
traction_power
transport_facility
  port
  vessel
  railway
  road
  vehicle
  airfield
military_facility
  base
  airbase
  command_post
  position
medical_facility
residential_building
school
government_building
business_premises
  office
  warehouse
  factory
public_place
water_works
training_centre
crossing
monitoring_post
""")

SECTORS = _tree("""
energy
  grid
  oil_and_gas
    oil
    gas
  nuclear
  hydro
  coal
heating
transport
  rail
  road_transport
  shipping
  aviation
military
civilian
  health
  housing
  education
  commerce
  industry
  public_service
water
telecom
humanitarian
monitoring
""")

STAGES = ("launched", "recalled", "intercepted", "reached", "damaged")
COMPLETED_STAGES = ("reached", "damaged")
AFFECTED_HOW = ("direct", "debris", "by_product")
REPORT_KINDS = ("single", "composite", "tally", "absence")
COUNTING_KINDS = ("composite", "tally")  # that stand for several happenings
HOW_KNOWN = ("observed", "imagery", "told", "published")
TIME_PRECISIONS = ("minute", "hour", "part_of_day", "day", "range")
DENIED_THINGS = ("agreement", "start", "occurrence", "authorship", "object", "blanket")
SPEECH_ACTS = (
    "announce", "order", "agree", "accept", "reject", "demand", "offer", "concede", "admit", "accuse", "deny",
    "claim", "condition", "reserve", "invoke", "waive", "notify", "threaten", "promise", "withdraw", "report",
    "decline_to_comment",
)
# Verb strength of a topic in a readout, the strongest first.
STRENGTHS = ("ordered", "agreed", "promised", "supports_in_principle", "proposed", "conditions", "demanded", "rejected",
             "denied", "announced", "reaffirmed", "stated", "discussed", "declined_to_comment")
# How strongly a speaker speaks for the party, the strongest first.
VOICES = ("leader", "delegate", "official", "anonymous", "media", "outside")
PROPOSITION_KINDS = ("fact", "stand", "acceptance")
ANSWERS_ASKED = ("yes_no", "number", "day", "word")
BOUNDS = ("exact", "at_least", "at_most", "about")
HOW_ENDED = ("held", "expired", "extended", "replaced", "collapsed", "never_held")
PERFORMANCE = ("full", "intermediate", "minimal", "not_initiated", "overtaken")
QUALIFIERS = ("exact", "at_least", "about")
EFFORT_KINDS = ("access_denied", "dark", "stopped", "resumed", "patrol")
TLP = ("clear", "green", "amber", "amber+strict", "red")
PROVISION_KINDS = ("prohibition", "obligation", "permission", "duty_to_prevent", "undertaking")
BIND_BASES = ("agreement", "unilateral_declaration", "order", "conditional_promise", "conduct", "asserted_by_other")
INSTRUMENT_FORMS = ("joint_text", "parallel_readouts", "unilateral_declaration", "exchange", "oral", "side_letter")
LIST_KINDS = ("closed", "open", "unpublished")
TREATMENTS = ("count", "exclude", "silent")
WHOSE_BASES = ("owner", "operator", "controller", "claim", "recognised")
COUNTINGS = ("inclusive", "exclusive", "24h", "month")
STANDINGS = ("alleged", "corroborated", "verified")
COMMITMENT_STATES = ("not_initiated", "minimal", "intermediate", "full", "disputed", "unknown")
EVENT_KINDS = ("proposed", "accepted", "in_force", "suspended", "released", "release_reserved", "release_invoked",
               "expired", "extended", "ended")
# Steps that statements or events may say of the taking of an agreement.
ACCEPTANCE_EVENTS = ("proposed", "accepted", "accepted_with_conditions", "rejected", "denied_to_exist", "in_force",
                     "release_reserved", "release_invoked", "expired", "extended")
CHANNELS = ("official_text", "press_remarks", "social_post", "anonymous_briefing")


def ancestors(tree: dict[str, str], name: str) -> tuple[str, ...]:
    """The name itself and all that is more general, nearest first; raises ``KeyError`` if unknown."""
    chain = [name]
    while tree[chain[-1]]:
        chain.append(tree[chain[-1]])
    return tuple(chain)
