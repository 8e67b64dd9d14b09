"""Air-raid alerts as volunteers recorded them: one row an alert, region by region."""

from __future__ import annotations

from servanda.collect.presets import cells
from servanda.collect.presets.airraid_official import COUNTED_NOTES, measured
from servanda.collect.presets.preset import Derived, Preset

PRESET = Preset(
    name="airraid_volunteer",
    title="Air-raid alerts, volunteer record (volunteer_data_en.csv)",
    address="https://github.com/Vadimkin/ukrainian-air-raid-sirens-dataset",
    licence="MIT",
    tlp="clear",
    kind="tallies",
    required=("region", "started_at", "finished_at", "naive"),
    constants={"qualifier": "exact", "source": "airraid_volunteer"},
    derived={
        "measure": Derived(("region",), lambda region: measured("region", region)),
        "period_from": Derived(("started_at",), cells.day),
        "period_to": Derived(("started_at",), cells.day),
    },
    counted="value",
    notes=(
        *COUNTED_NOTES,
        "`naive` marks an end that nobody recorded (30 minutes are assumed); it is beginnings that are counted.",
        "It is independent of the official record: two counts of one thing, to be compared, not added.",
    ),
)
