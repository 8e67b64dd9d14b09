"""Presets: how the files of known publishers are read; a plain registry, nothing loadable from a case."""

from __future__ import annotations

from servanda.collect.presets import (
    acled,
    airraid_official,
    airraid_volunteer,
    eth_prio_ceasefires,
    gdelt_events,
    nasa_firms,
    pa_x,
    plain,
    ua_airforce_daily,
    ucdp_candidate,
    ucdp_ged,
    viina,
)
from servanda.collect.presets.preset import Derived, Part, Preset

PRESETS: dict[str, Preset] = {module.PRESET.name: module.PRESET for module in (
    acled, ucdp_ged, ucdp_candidate, viina, gdelt_events, nasa_firms, ua_airforce_daily, airraid_official,
    airraid_volunteer, eth_prio_ceasefires, pa_x, plain)}

__all__ = ["PRESETS", "Derived", "Part", "Preset"]
