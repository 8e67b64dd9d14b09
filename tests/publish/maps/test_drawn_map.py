"""The drawn map in a browser, from disk: under the policy of the pages, nothing fetched, reachable without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from servanda.model.case import Border, Case, Zone
from servanda.model.terms import Rule
from servanda.publish import site
from servanda.publish.maps import base, towns
from tests.publish import invented

pytestmark = [pytest.mark.browser, pytest.mark.assets]
DRAWN = "#map.live .map-live canvas.map-marks"
PAYLOAD = "<img src=x onerror=alert(1)>"
STRIP = Zone("strip", "River strip", {"type": "Polygon", "coordinates": [
    [[-3.4, 27.3], [-3.0, 27.3], [-3.0, 27.7], [-3.4, 27.7], [-3.4, 27.3]]]}, (), "undefined")
LINE = Border("line", "Old line", (((-3.6, 27.2), (-3.6, 27.9)),), ("NORTH",), ("MED",), ("S1",))
# How much of the marks is drawn within a few pixels of a position.
INK = """([lat, lon]) => {
  const canvas = document.querySelector('canvas.map-marks'), g = canvas.getContext('2d');
  const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
  const frame = document.querySelector('.map-live');
  const point = frame.servandaPlace(lat, lon), at = frame.getBoundingClientRect();
  const x = (at.left + point.x - box.left) * scale, y = (at.top + point.y - box.top) * scale;
  const seen = g.getImageData(Math.round(x) - 3, Math.round(y) - 3, 7, 7).data;
  return seen.filter((value, k) => k % 4 === 3 && value > 30).length;
}"""


def case() -> Case:
    made = invented.case()
    rules = (*made.terms.rules, Rule("n1", "sea", zone="strip"))
    return replace(made, zones=(STRIP,), borders=(LINE,), terms=replace(made.terms, rules=rules))


def write(folder: Path, rows: list[dict[str, Any]], of: Case, alone: bool = False) -> Path:
    """A site of the invented build with more incidents, each a potential violation under one reading only."""
    db = invented.database()
    if alone:
        db.run("UPDATE incidents SET lat = NULL, lon = NULL")
    invented.put(db, "incidents", [
        {"time_from": invented.START, "time_to": invented.START + 60, "occurrence_standing": "alleged", "n_reports": 1,
         "n_origins": 1, "n_accounts": 1, **row} for row in rows])
    invented.put(db, "verdicts", [invented.verdict(row["incident_id"], "n1", "SOUTH", "potential_violation")
                                  for row in rows])
    site.write(db, of, folder, invented.AS_OF)
    db.close()
    return folder


ROWS = [
    {"incident_id": "A-1", "title": "Shire", "place": "West Shire", "lat": 27.0, "lon": -2.0, "precision": 60},
    *({"incident_id": f"B-{number}", "title": f"{PAYLOAD} {number}", "place": "Ford", "lat": 28.3, "lon": -4.0,
       "precision": 1} for number in range(3))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("mapped"), ROWS, case())


@pytest.fixture(params=[(1280, 900, "light"), (390, 844, "dark")], ids=["wide", "narrow-dark"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh page; what went wrong is in ``page.faults``."""
    width, height, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("dialog", lambda dialog: (page.faults.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith(("file:", "data:,")) or page.faults.append(request.url))
    yield page
    context.close()


def show(page: Any, folder: Path, name: str = "map.html", hash_: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{(folder / 'site' / name).as_uri()}{hash_}")


def test_the_map_is_drawn(page: Any, folder: Path) -> None:
    show(page, folder)
    page.wait_for_selector(DRAWN)
    assert page.locator("#map [role=status]").inner_text() == (
        "7 incidents: 4 at a place, 1 of which only the area is known, 2 of no known place")
    assert page.locator(".map-live").get_attribute("aria-label").startswith("Map of 5 incidents at 3 places. Of 1 only")
    assert page.locator(".map-legend canvas").count() == 6
    assert not page.locator(".map-still").is_visible()
    assert page.locator(".leaflet-control-attribution").inner_text() == "Natural Earth; GeoNames, CC BY 4.0"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.faults == []


def test_a_place_is_a_spot_and_an_area_is_none(page: Any, folder: Path) -> None:
    """Where only an area is known nothing stands at its middle: its count stands on the rim of its circle."""
    show(page, folder)
    page.wait_for_selector(DRAWN)
    assert page.evaluate(INK, [27.5, -3.25]) > 30
    assert page.evaluate(INK, [27.0, -2.0]) == 0


def test_without_a_mouse(page: Any, folder: Path) -> None:
    """The list names what is in view; Enter opens an incident, or lists those of one place."""
    show(page, folder)
    page.wait_for_selector(DRAWN)
    several = page.locator(".map-list button").first
    assert several.inner_text() == "3 incidents"
    several.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-popup a")
    assert page.evaluate("document.activeElement.closest('.map-popup') !== null")
    assert page.locator(".map-popup a").first.inner_text() == f"{PAYLOAD} 0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/incident.html#B-0")
    assert page.locator("img").count() == 0 and page.faults == []


def test_a_click_opens_an_incident(page: Any, folder: Path) -> None:
    show(page, folder)
    page.wait_for_selector(DRAWN)
    frame = page.locator(".map-live")
    frame.scroll_into_view_if_needed()
    point = page.evaluate("document.querySelector('.map-live').servandaPlace(27.5, -3.25)")
    frame.click(position={"x": point["x"], "y": point["y"]})
    page.wait_for_url("**/incident.html#E-1")
    assert page.locator("h1").inner_text().startswith("Mill Hill") and page.faults == []


def test_the_reading_chooses_the_symbols(page: Any, folder: Path) -> None:
    show(page, folder)
    page.wait_for_selector(DRAWN)
    assert "potential violation" in page.locator(".map-list").inner_text()
    page.locator("[name=map-reading]").select_option("s1")
    page.locator(".map-list").get_by_text("not in force").wait_for()
    assert page.faults == []


def test_beside_the_list_it_is_loaded_when_opened_and_follows_the_filters(page: Any, folder: Path) -> None:
    show(page, folder, "incidents.html")
    fold = page.locator("#map summary")
    fold.wait_for()
    assert page.locator("script[src*=leaflet]").count() == 0
    fold.click()
    page.wait_for_selector(DRAWN)
    page.locator("[name=q]").fill("Mill")
    page.get_by_text("1 incident: 1 at a place").wait_for()
    page.evaluate("location.hash = '#reading=s1&q=Mill'")
    page.wait_for_function("document.querySelector('[name=map-reading]').value === 's1'")
    assert page.faults == []


def test_the_hidden_map_is_still_printed(page: Any, folder: Path) -> None:
    show(page, folder)
    page.wait_for_selector(DRAWN)
    page.emulate_media(media="print")
    assert page.locator(".map-still svg:visible").count() == 1 and not page.locator(".map-live").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_without_leaflet_or_scripts_the_still_map_stands(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                         scripts: bool) -> None:
    monkeypatch.setattr(base, "FILES", tmp_path)
    monkeypatch.setattr(towns, "FILES", tmp_path)
    towns._lines.cache_clear()
    folder = write(tmp_path, ROWS, case())
    towns._lines.cache_clear()
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    show(page, folder)
    page.wait_for_load_state("load")
    assert page.locator(".map-still svg:visible").count() == 1
    text = page.locator("main").inner_text()
    assert "Leaflet, which was not fetched" in text and "Coast and water were not fetched" in text
    assert "Old line: claimed by Northland; recognised by The mediator" in text
    assert faults == []
    context.close()


def test_nothing_to_draw(page: Any, tmp_path: Path) -> None:
    db = invented.database()
    db.run("UPDATE incidents SET lat = NULL, lon = NULL")
    site.write(db, invented.case(), tmp_path, invented.AS_OF)
    show(page, tmp_path)
    page.get_by_text("No place is known of any incident").wait_for()
    assert page.locator("h2:has-text('Not on the map')").count() == 1 and page.faults == []


def test_over_the_meridian_of_180(page: Any, tmp_path: Path) -> None:
    """Two places two degrees apart lie near together on the map, whichever side they are on."""
    rows = [{"incident_id": f"C-{number}", "title": "Isle", "place": "Isle", "lat": -17.0, "lon": lon, "precision": 3}
            for number, lon in enumerate((179.0, -179.0))]
    folder = write(tmp_path, rows, invented.case(), alone=True)
    show(page, folder)
    page.wait_for_selector(DRAWN)
    far = page.evaluate("(() => { const of = document.querySelector('.map-live').servandaPlace;"
                        " return Math.abs(of(-17, 179).x - of(-17, -179).x); })()")
    assert 0 < far < page.viewport_size["width"] and page.faults == []
