"""Borders in zones/*.geojson: read only with who claims them, and never taken for zones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from servanda.case.open import open_case
from servanda.model.case import Border, Case

LINE = {"type": "LineString", "coordinates": [[-25.6, -5.2], [-25.2, -4.8]]}
SAID = {"kind": "border", "id": "old_line", "title": "Old line", "claimed_by": "NORTH;SOUTH",
        "recognised_by": ["COUNCIL"],
        "cites": ["S001"]}


def opened(folder: Path, properties: dict[str, Any], geometry: dict[str, Any]) -> Case:
    value = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": properties,
                                                        "geometry": geometry}]}
    (folder / "zones" / "lines.geojson").write_text(json.dumps(value), encoding="utf-8")
    return open_case(folder)


def test_a_border_says_whose_it_is(river_copy: Path) -> None:
    case = opened(river_copy, SAID, LINE)
    assert case.borders == (Border("old_line", "Old line", (((-25.6, -5.2), (-25.2, -4.8)),), ("NORTH", "SOUTH"),
                                   ("COUNCIL",), ("S001",)),)
    assert [zone.id for zone in case.zones] == ["strip"]
    assert not [one for one in case.problems if "lines.geojson" in one.file]


@pytest.mark.parametrize(("change", "geometry", "words"), [
    ({"claimed_by": ""}, LINE, "does not say who claims it"),
    ({"cites": []}, LINE, "cites nothing"),
    ({}, {"type": "Point", "coordinates": [1, 2]}, "is not a LineString"),
    ({}, {"type": "LineString", "coordinates": [[1, 2], [1, 95]]}, "is not a LineString"),
    ({}, {"type": "MultiLineString", "coordinates": [[[1, 2], "x"]]}, "is not a LineString"),
    ({"title": "Old\u202eline"}, LINE, "hidden character U+202E"),
])
def test_a_border_that_is_nobodys_is_not_drawn(river_copy: Path, change: dict[str, Any], geometry: dict[str, Any],
                                               words: str) -> None:
    case = opened(river_copy, {**SAID, **change}, geometry)
    assert case.borders == ()
    told = [one for one in case.problems if "lines.geojson" in one.file]
    assert len(told) == 1 and words in told[0].message and "not drawn" in told[0].message


def test_what_a_border_cites_must_be_held(river_copy: Path) -> None:
    case = opened(river_copy, {**SAID, "cites": ["S999"]}, LINE)
    assert any("S999" in one.message for one in case.problems)


def test_a_zone_says_how_sure_its_boundary_is(river_copy: Path) -> None:
    file = river_copy / "zones" / "strip.geojson"
    file.write_text(file.read_text("utf-8").replace('"cites"', '"boundary": "undefined", "cites"'), encoding="utf-8")
    assert open_case(river_copy).zones[0].boundary == "undefined"
    file.write_text(file.read_text("utf-8").replace('"undefined"', '"perhaps"'), encoding="utf-8")
    case = open_case(river_copy)
    assert case.zones[0].boundary == "" and any("perhaps" in one.message for one in case.problems)
