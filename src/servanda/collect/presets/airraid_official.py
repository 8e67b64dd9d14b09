"""Air-raid alerts as an authority publishes them: one row an alert, region by region."""

from __future__ import annotations

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset


def measured(level: str, *names: str) -> str:
    """The measure: alerts of that level in the smallest area named."""
    return f"air-raid alerts begun on a UTC day, {level}: {next((name for name in reversed(names) if name), 'unnamed')}"


COUNTED_NOTES = (
    "An alert is neither an attack nor an overflight: it says that somebody warned. Rows become tallies, the number of "
    "alerts begun in an area on a day, and never incidents.",
    "Days are days in UTC, as the times of the file are.",
    "The sum of `value` is the number of rows used; a row whose times cannot be read is set aside.",
)

PRESET = Preset(
    name="airraid_official",
    title="Air-raid alerts, official record (official_data_en.csv)",
    address="https://github.com/Vadimkin/ukrainian-air-raid-sirens-dataset",
    licence="MIT",
    tlp="clear",
    kind="tallies",
    required=("oblast", "raion", "hromada", "level", "started_at", "finished_at"),
    constants={"qualifier": "exact", "source": "airraid_official"},
    derived={
        "measure": Derived(("level", "oblast", "raion", "hromada"), measured),
        "period_from": Derived(("started_at",), cells.day),
        "period_to": Derived(("started_at",), cells.day),
        "summary": Derived(("oblast",), str),
    },
    counted="value",
    notes=(
        *COUNTED_NOTES,
        "Levels overlap: an alert of a region covers its districts. Never add levels.",
    ),
)
