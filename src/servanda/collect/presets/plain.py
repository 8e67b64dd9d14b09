"""Any table (CSV, XLSX, Parquet or GeoJSON) with a mapping written by hand."""

from __future__ import annotations

from servanda.collect.presets.preset import Preset

PRESET = Preset(
    name="plain",
    title="Any table with a mapping",
    address="",
    licence="",
    tlp="",
    notes=(
        "Headings that are columns of ours are taken as they stand; any other is named in the side-car under "
        "`columns:`, ours first. `values:` puts their words into ours, `constants:` says what is true of every row.",
        "What is not mapped is not used. `servanda collect` lists those headings in the side-car.",
        "XLSX: the first sheet, or that of `sheet:`. Formulas are not computed: the value that was saved is read.",
        "GeoJSON: properties are the headings, and `longitude` and `latitude` those of a point; of another shape no "
        "position is taken.",
    ),
)
