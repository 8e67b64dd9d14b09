"""NASA FIRMS active fires (MODIS and VIIRS), as CSV: what a satellite saw burning."""

from __future__ import annotations

import re

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset

_KINDS = {"": "", "0": "", "1": "an active volcano", "2": "another static source on land, such as a flare or furnace",
          "3": "a source at sea"}
_CONFIDENCE = {"l": "low", "n": "nominal", "h": "high"}


def instant(day: str, clock: str) -> str:
    """Day and time of the overpass (``112``, ``0112`` or ``01:12``, all UTC)."""
    digits = clock.replace(":", "").zfill(4)
    if not re.fullmatch(r"\d{4}", digits):
        raise ValueError("not a time such as 0112")
    return f"{day}T{digits[:2]}:{digits[2:]}Z"


def _radius(scan: str, track: str) -> str:
    """The pixel's longer side in km."""
    sides = [float(side) for side in (scan, track) if re.fullmatch(r"\d+(\.\d+)?", side)]
    return f"{max(sides):g}" if sides else "1"


def _aside(kind: str) -> str:
    found = cells.one_of(_KINDS, "type")(kind)
    return f"the satellite's own archive takes it for {found}" if found else ""


def _id(day: str, clock: str, latitude: str, longitude: str, satellite: str) -> str:
    return "-".join((day, clock.replace(":", "").zfill(4), latitude, longitude, satellite)).replace(" ", "")


PRESET = Preset(
    name="nasa_firms",
    title="NASA FIRMS active fires",
    address="https://firms.modaps.eosdis.nasa.gov",
    licence="open; acknowledge NASA FIRMS",
    tlp="clear",
    prefix="firms-",
    required=("latitude", "longitude", "scan", "track", "acq_date", "acq_time", "satellite", "confidence", "frp"),
    columns={"lat": "latitude", "lon": "longitude", "published": "acq_date"},
    constants={"source": "firms.modaps.eosdis.nasa.gov", "how_known": "imagery"},
    derived={
        "report_id": Derived(("acq_date", "acq_time", "latitude", "longitude", "satellite"), _id),
        "time_from": Derived(("acq_date", "acq_time"), instant),
        "precision": Derived(("scan", "track"), _radius),
        "words": Derived(("confidence", "frp"), lambda sure, power: cells.sentence(
            "heat seen from orbit", f"confidence {_CONFIDENCE.get(sure, sure)}", f"{power} MW" if power else "")),
    },
    aside=Derived(("type",), _aside),
    notes=(
        "It shows heat, not an attack: no act, no author, no object. Fields, forests and furnaces burn too.",
        "The time is that of the overpass (UTC), the fire may be hours older.",
        "Clouds hide fires: its silence says nothing.",
        "The radius is the longer side of the pixel (`scan`, `track`).",
        "`type`, in the archive only, marks volcanoes, static sources and sources at sea: these are set aside.",
        "Near-real-time rows are replaced by archive rows after some months, with other values of `version`.",
    ),
)
