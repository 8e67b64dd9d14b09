"""VIINA 2.0, the table of one event a place and day (event_1pd): news headlines classified by a model."""

from __future__ import annotations

from datetime import date, timedelta

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset

# Tactic -> (act, means), the more telling first: the first that is set is used.
TACTICS = {
    "t_uav_b": ("strike", "uav"), "t_airstrike_b": ("strike", "aerial"), "t_artillery_b": ("shelling", "ground_fire"),
    "t_armor_b": ("ground_assault", ""), "t_raid_b": ("ground_assault", ""),
    "t_firefight_b": ("small_arms_fire", "small_arms"), "t_ied_b": ("attack", "explosive_charge"),
    "t_cyber_b": ("cyber_attack", ""), "t_control_b": ("advance", ""), "t_occupy_b": ("advance", ""),
    "t_arrest_b": ("detention", ""),
}
_LABELS = (*TACTICS, "t_aad_b", "t_airalert_b", "t_property_b", "t_hospital_b", "t_milcas_b", "t_civcas_b",
           "t_retreat_b")
RADII = {"STREET": "1", "ADM3": "5", "ADM2": "40", "ADM1": "150", "ADM0": ""}


def _first(position: int) -> Derived:
    """The act (0) or the means (1) of the first tactic that is set."""
    def made(*labels: str) -> str:
        told = (found[position] for found, label in zip(TACTICS.values(), labels, strict=True) if label == "1")
        return next(told, "")
    return Derived(tuple(TACTICS), made)


def _words(*labels: str) -> str:
    named = [name.removeprefix("t_").removesuffix("_b") for name, label in zip(_LABELS, labels, strict=True)
             if label == "1"]
    return f"labels {', '.join(named)}" if named else ""


def _day_before(cell: str) -> str:
    return (date.fromisoformat(cells.day_of_digits(cell)) - timedelta(days=1)).isoformat()


def _aside(war: str) -> str:
    return "" if war == "1" else "the model does not take the headline for one about military operations"


PRESET = Preset(
    name="viina",
    title="VIINA 2.0, events de-duplicated by place and day (event_1pd)",
    address="https://github.com/zhukovyuri/VIINA",
    licence="ODbL 1.0",
    tlp="clear",
    id="event_id_1pd",
    prefix="viina-",
    required=("event_id_1pd", "date", "asciiname", "longitude", "latitude", "GEO_PRECISION", "t_mil_b", *_LABELS),
    columns={"report_id": "event_id_1pd", "place": "asciiname", "admin1": "ADM1_NAME"},
    constants={"source": "viina", "tier": "viina", "how_known": "published"},
    derived={
        "published": Derived(("date",), cells.day_of_digits),
        "time_from": Derived(("date",), _day_before),
        "time_to": Derived(("date",), cells.day_of_digits),
        "lat": Derived(("latitude", "GEO_PRECISION"), cells.unless(("ADM0",))),
        "lon": Derived(("longitude", "GEO_PRECISION"), cells.unless(("ADM0",))),
        "precision": Derived(("GEO_PRECISION",), cells.one_of(RADII, "GEO_PRECISION")),
        "act": _first(0),
        "means": _first(1),
        "stage": Derived(("t_aad_b",), lambda label: "intercepted" if label == "1" else ""),
        "words": Derived(_LABELS, _words),
        "summary": Derived(("n_reports", "sources"), lambda n, sources: cells.sentence(
            f"{n} headlines" if n else "", sources)),
    },
    aside=Derived(("t_mil_b",), _aside),
    noise=("viina_version",),
    notes=(
        "Types are labels of a model, not of a person: every row carries the tier `viina` and enters nothing until it "
        "is accepted.",
        "`date` is the day of the headline. What it tells may have happened the day before: both days are possible.",
        "The labels of initiators are guesses of a model about two named sides: no author is taken from them.",
        "`GEO_PRECISION` gives a radius: STREET 1 km, ADM3 5 km, ADM2 40 km, ADM1 150 km (our reading).",
        "It is de-duplicated upstream by place, day and type; several events of a day in a town are one row.",
        "The authors advise against the label `cyber`: the model finds it badly.",
        "Each release classifies and places all years anew: ids may change.",
    ),
)
