"""GDELT 2.0 events: tab-separated, without a header, 61 columns, coded by a machine in CAMEO."""

from __future__ import annotations

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset


def _actor(number: int) -> list[str]:
    return [f"Actor{number}{name}" for name in (
        "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
        "Type2Code", "Type3Code")]


def _geo(what: str) -> list[str]:
    return [f"{what}Geo_{name}" for name in (
        "Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")]


HEADINGS = (
    "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate", *_actor(1), *_actor(2), "IsRootEvent", "EventCode",
    "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles",
    "AvgTone", *_geo("Actor1"), *_geo("Actor2"), *_geo("Action"), "DATEADDED", "SOURCEURL")

# CAMEO code -> (act, means); a longer code is looked for before the shorter one that it begins with.
CAMEO = {
    "180": ("attack", ""), "181": ("detention", ""), "182": ("attack", ""), "183": ("attack", "explosive_charge"),
    "185": ("attack", ""), "186": ("attack", ""), "190": ("attack", ""), "191": ("blockade", ""),
    "192": ("advance", ""), "193": ("small_arms_fire", "small_arms"), "194": ("shelling", "ground_fire"),
    "195": ("strike", "aerial"), "1952": ("strike", "uav"), "196": ("", ""), "200": ("attack", ""),
    "202": ("attack", ""), "204": ("attack", ""),
}
# Kinds of place -> km: city of the gazetteer, first-level division; 1 is a country, which places nothing.
RADII = {"0": "", "1": "", "2": "200", "3": "10", "4": "10", "5": "200"}
_NOWHERE = ("0", "1", "")


def coded(code: str) -> tuple[str, str] | None:
    """Act and means of a CAMEO code, None where it is no act of force."""
    return next((CAMEO[code[:size]] for size in (4, 3) if code[:size] in CAMEO), None)


def _aside(code: str) -> str:
    return "" if coded(code) is not None else f"CAMEO {code[:2]}x is talk or posture, not an act of force"


def _said(position: int) -> Derived:
    return Derived(("EventCode",), lambda code: (coded(code) or ("", ""))[position])


PRESET = Preset(
    name="gdelt_events",
    title="GDELT 2.0 events (export.CSV)",
    address="https://www.gdeltproject.org",
    licence="GDELT terms of use: free, with a citation",
    tlp="clear",
    id="GlobalEventID",
    prefix="gdelt-",
    required=("GlobalEventID", "Day", "EventCode", "ActionGeo_Type", "ActionGeo_Lat", "ActionGeo_Long", "DATEADDED",
              "SOURCEURL"),
    columns={"report_id": "GlobalEventID", "place": "ActionGeo_FullName", "url": "SOURCEURL"},
    constants={"source": "gdeltproject.org", "tier": "gdelt", "how_known": "published"},
    derived={
        "time_from": Derived(("Day",), cells.day_of_digits),
        "published": Derived(("DATEADDED",), cells.day_of_digits),
        "lat": Derived(("ActionGeo_Lat", "ActionGeo_Type"), cells.unless(_NOWHERE)),
        "lon": Derived(("ActionGeo_Long", "ActionGeo_Type"), cells.unless(_NOWHERE)),
        "precision": Derived(("ActionGeo_Type",), cells.one_of(RADII, "ActionGeo_Type")),
        "act": _said(0),
        "means": _said(1),
        "words": Derived(("EventCode", "Actor1Name", "Actor2Name"), lambda code, first, second: cells.sentence(
            f"CAMEO {code}", f"{first or 'nobody named'} on {second or 'nobody named'}")),
    },
    aside=Derived(("EventCode",), _aside),
    delimiter="\t",
    headings=HEADINGS,
    noise=("NumMentions", "NumSources", "NumArticles", "AvgTone", "DATEADDED"),
    notes=(
        "A machine coded it: every row carries the tier `gdelt` and enters nothing until it is accepted.",
        "One row is a sentence of the news that a program took for an event; one happening gives many rows, and much "
        "old news is dated anew. `Day` may be the day of the article.",
        "CAMEO 196, *violate ceasefire*, is a verdict, not an act: it is kept in `words`, the act stays empty.",
        "No scores are imported: `GoldsteinScale` and the tone are left out, and so is the score table in which ACCUSE "
        "stands with the wrong sign.",
        "CAMEO 0871, *declare truce*, is talk and is set aside; the conversion that sends it to a retreat is not used.",
        "`Actor1` and `Actor2` are kept in `words`, as the machine has them; no author is taken from them.",
        "`ActionGeo_Type` 1 is the middle of a country: the row gets no position.",
        "Unpack the zip before collecting.",
    ),
)
