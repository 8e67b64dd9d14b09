"""UCDP GED, the yearly Georeferenced Event Dataset as CSV."""

from __future__ import annotations

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset

# Precision of place -> km; 6 is the middle of a country, which places nothing.
RADII = {"1": "2", "2": "25", "3": "75", "4": "200", "5": "500", "6": "", "7": "500"}
_NOWHERE = ("6",)
_VIOLENCE = {"1": "state-based", "2": "non-state", "3": "one-sided"}


def _words(kind: str, low: str, best: str, high: str, status: str) -> str:
    return cells.sentence(_VIOLENCE.get(kind, ""), f"deaths {low} to {high}, best {best}",
                          f"status {status}" if status not in ("", "Clear") else "")


def _place_of(coordinate: str) -> Derived:
    return Derived((coordinate, "where_prec"), cells.unless(_NOWHERE))


PRESET = Preset(
    name="ucdp_ged",
    title="UCDP Georeferenced Event Dataset",
    address="https://ucdp.uu.se/downloads",
    licence="CC BY 4.0",
    tlp="clear",
    id="id",
    prefix="ucdp-",
    required=("id", "type_of_violence", "where_prec", "where_coordinates", "latitude", "longitude", "event_clarity",
              "date_prec", "date_start", "date_end", "best", "high", "low"),
    columns={"report_id": "id", "place": "where_coordinates", "admin1": "adm_1", "fatalities": "best",
             "summary": "dyad_name"},
    constants={"source": "ucdp.uu.se", "act": "attack", "how_known": "published"},
    derived={
        "time_from": Derived(("date_start",), cells.day),
        "time_to": Derived(("date_end",), cells.day),
        "time_precision": Derived(("date_prec",), cells.one_of(
            {"1": "day", "2": "range", "3": "range", "4": "range", "5": "range"}, "date_prec")),
        "kind": Derived(("event_clarity",), cells.one_of({"1": "single", "2": "composite"}, "event_clarity")),
        "lat": _place_of("latitude"),
        "lon": _place_of("longitude"),
        "precision": Derived(("where_prec",), cells.one_of(RADII, "where_prec")),
        "words": Derived(("type_of_violence", "low", "best", "high", "code_status"), _words),
    },
    notes=(
        "`side_a` and `side_b` name the two sides of a conflict, not who did what: no author is taken from them.",
        "`date_prec` 2 to 5 means some time from `date_start` to `date_end`; both are used as they stand.",
        "`where_prec` gives a radius: 1 2 km, 2 25 km, 3 75 km, 4 200 km, 5 and 7 500 km; these are our reading. 6 is "
        "the middle of a country: the row keeps its name and gets no position.",
        "`event_clarity` 2 means that the source had already added events up: the row is `composite`.",
        "Only events with at least one death are in it; its silence about harmless ones says nothing.",
        "`best`, `low` and `high` stand in `words`; `fatalities` is `best`.",
    ),
)
