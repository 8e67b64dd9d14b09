"""ACLED, the export as CSV (codebook of 2024 and after)."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset

# Sub-event type -> act.  '' = the type names no act of ours; the row is used all the same.
ACTS = {
    "Armed clash": "attack", "Government regains territory": "advance",
    "Non-state actor overtakes territory": "advance", "Chemical weapon": "attack", "Air/drone strike": "strike",
    "Suicide bomb": "attack", "Shelling/artillery/missile attack": "attack",
    "Remote explosive/landmine/IED": "attack", "Grenade": "attack", "Sexual violence": "attack", "Attack": "attack",
    "Abduction/forced disappearance": "detention", "Arrests": "detention", "Disrupted weapons use": "",
    "Headquarters or base established": "deployment", "Non-violent transfer of territory": "movement",
    "Looting/property destruction": "",
}
_OTHER = ("Peaceful protest", "Protest with intervention", "Excessive force against protesters",
          "Excessive force against protestors", "Violent demonstration", "Mob violence", "Agreement",
          "Change to group/activity", "Other")
_TYPE = "sub_event_type"


def _day(event_date: str) -> date:
    text = cells.day(event_date)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("not a day such as 2031-05-04 or 04 May 2031") from error


def earliest(event_date: str, precision: str) -> str:
    """First possible day: 1 = that day, 2 = within a week of it, 3 = its month."""
    found = _day(event_date)
    if precision == "2":
        return (found - timedelta(days=6)).isoformat()
    return found.replace(day=1).isoformat() if precision == "3" else found.isoformat()


def latest(event_date: str, precision: str) -> str:
    """Last possible day."""
    found = _day(event_date)
    if precision == "2":
        return (found + timedelta(days=6)).isoformat()
    last = calendar.monthrange(found.year, found.month)[1]
    return found.replace(day=last).isoformat() if precision == "3" else found.isoformat()


def uploaded(timestamp: str) -> str:
    """The day of the upload, from seconds since 1970."""
    return datetime.fromtimestamp(int(timestamp), UTC).date().isoformat() if timestamp.isdigit() else ""


def _aside(kind: str) -> str:
    return f"`{kind}` is no act that the terms of a ceasefire name" if kind in _OTHER else ""


def _means(kind: str) -> str:
    return {"Air/drone strike": "aerial", "Suicide bomb": "explosive_charge"}.get(kind, "")


PRESET = Preset(
    name="acled",
    title="ACLED, export as CSV",
    address="https://acleddata.com",
    licence="ACLED terms of use",
    tlp="amber",
    id="event_id_cnty",
    prefix="acled-",
    required=("event_id_cnty", "event_date", "time_precision", "event_type", _TYPE, "location", "latitude",
              "longitude", "geo_precision", "notes", "fatalities"),
    columns={"report_id": "event_id_cnty", "place": "location", "admin1": "admin1", "lat": "latitude",
             "lon": "longitude", "summary": "notes", "fatalities": "fatalities"},
    constants={"source": "acleddata.com", "how_known": "published"},
    derived={
        "time_from": Derived(("event_date", "time_precision"), earliest),
        "time_to": Derived(("event_date", "time_precision"), latest),
        "precision": Derived(("geo_precision",), cells.one_of({"1": "5", "2": "25", "3": "150"}, "geo_precision")),
        "act": Derived((_TYPE,), cells.one_of({**ACTS, **dict.fromkeys(_OTHER, "")}, "sub_event_type")),
        "stage": Derived((_TYPE,), lambda kind: "intercepted" if kind == "Disrupted weapons use" else ""),
        "means": Derived((_TYPE,), _means),
        "published": Derived(("timestamp",), uploaded),
        "words": Derived(("event_type", _TYPE, "source"), lambda kind, sub, source: cells.sentence(
            f"{kind}: {sub}", f"after {source}" if source else "")),
    },
    aside=Derived((_TYPE,), _aside),
    noise=("timestamp",),
    notes=(
        "Headings as in exports since March 2023; `admin3`, `tags` and `timestamp` may be missing. Older files name "
        "some columns otherwise: export anew.",
        "`actor1` and `actor2` stand in no order of doing and suffering: no author is taken from them. Who did it "
        "stands in `notes`; code it by hand, or with a decision.",
        "Two tables of `time_precision` are about. That of the current codebook is used: 1 the day, 2 the week, 3 the "
        "month. The week is taken as six days either side, because the date may be any day of it.",
        "`Disrupted weapons use` becomes the stage `intercepted`; what was intercepted stands in `notes`.",
        "`Shelling/artillery/missile attack` is one type: act `attack`, no means.",
        "Protests, riots, agreements and `Other` are set aside, and counted.",
        "`fatalities` is ACLED's lowest sure figure; 0 may mean that nobody says.",
        "Events are corrected and withdrawn upstream by id: collect each new export over the last one. Ids of "
        "ACLED's list of deleted events go into `withdrawn:` of the side-car, which sets their rows aside.",
        "The radius of `geo_precision` (5, 25, 150 km) is our reading of it; ACLED gives none.",
    ),
)
