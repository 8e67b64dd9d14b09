"""The site in a browser, from disk: no scroll sideways, no console error, nothing fetched, filters that work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servanda.publish import site
from servanda.publish.pages import PAGES
from tests.publish import invented
from tests.publish.test_pages import poison_row, poisoned

pytestmark = pytest.mark.browser
SIZES = ((1280, 900), (390, 844))


@pytest.fixture(params=SIZES, ids=[str(width) for width, _ in SIZES])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh page that keeps what went wrong in ``page.faults``."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("dialog", lambda dialog: (page.faults.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith(("file:", "data:,")) or page.faults.append(request.url))
    yield page
    context.close()


def show(page: Any, folder: Path, name: str, hash_: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{(folder / 'site' / name).as_uri()}{hash_}")


def listed(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#list tbody .id").all_inner_texts()]


@pytest.mark.parametrize("name", PAGES)
def test_every_page(page: Any, built: Path, name: str) -> None:
    show(page, built, name, "#E-1" if name == "incident.html" else "")
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("h1:visible").count() == 1
    assert page.faults == []


def test_the_list_filters_from_the_address(page: Any, built: Path) -> None:
    show(page, built, "incidents.html")
    assert listed(page) == ["E-1", "E-3", "E-5"]
    show(page, built, "incidents.html", "#provision=quiet&reading=s1&author=NORTH&outcome=possible")
    assert listed(page) == ["E-3"]
    assert page.locator("[name=reading]").input_value() == "s1"
    page.evaluate("location.hash = '#turns=reading'")
    page.locator("#list tbody tr").nth(1).wait_for(state="detached")
    assert listed(page) == ["E-1"] and page.faults == []


@pytest.mark.parametrize(("hash_", "expected"), [
    ("reading=widest&outcome=possible&author=NORTH", ["E-1", "E-3"]),
    ("reading=common_ground&outcome=possible&author=NORTH", ["E-3"]),
    ("outcome=outside", ["E-5"]), ("turns=account", ["E-3"]), ("standing=occurrence:corroborated", ["E-1", "E-5"]),
    ("standing=corroborated", []), ("q=silo", ["E-3"]), ("author=unattributed", ["E-5"]), ("reading=nowhere", []),
])
def test_filters(page: Any, built: Path, hash_: str, expected: list[str]) -> None:
    show(page, built, "incidents.html", f"#{hash_}")
    assert listed(page) == expected


def test_a_control_writes_the_address(page: Any, built: Path) -> None:
    show(page, built, "incidents.html")
    page.locator("[name=q]").fill("mill")
    page.wait_for_url("**#q=mill")
    page.locator("#list tbody tr").nth(1).wait_for(state="detached")
    assert listed(page) == ["E-1"]
    page.get_by_role("button", name="Clear").click()
    page.locator("#list tbody tr").nth(2).wait_for()
    assert "#" not in page.url


def test_every_figure_opens_as_many_incidents_as_it_counts_at_most(page: Any, built: Path) -> None:
    show(page, built, "verdicts.html")
    cells = page.locator("a.num").evaluate_all("all => all.map(a => [a.getAttribute('href'), a.textContent])")
    wanted = [(href, int(text.split("–")[1])) for href, text in cells if "standing" not in href]
    assert len(wanted) == 9
    for href, high in wanted:
        show(page, built, "incidents.html", href.removeprefix("incidents.html"))
        assert len(listed(page)) == high, href


def test_one_incident(page: Any, built: Path) -> None:
    show(page, built, "incident.html", "#E-1")
    text = page.locator("#incident").inner_text()
    for part in ("Mill Hill, granary", "When, UTC", "Killed", "1–7", "Denied by", "Northern list", "Accounts",
                 "by an order given", "before the period starts", "potential violation", "not in force"):
        assert part in text, part
    assert page.locator("#incident details[open]").count() == 2
    assert page.locator("#incident a[href^='javascript']").count() == 0


def test_what_would_decide_it(page: Any, built: Path) -> None:
    show(page, built, "incident.html", "#E-3")
    text = page.locator("#incident").inner_text()
    assert "What must all hold for a potential violation" in text
    assert "the author is a party bound at that time" in text
    assert "Any one of these excludes it" in text


def test_the_id_of_a_report_opens_its_incident(page: Any, built: Path) -> None:
    show(page, built, "incident.html", "#R2")
    assert page.locator("h1").inner_text().startswith("Mill Hill")
    assert page.evaluate("document.activeElement.id") == "report-R2"


@pytest.mark.parametrize("hash_", ["", "#E-404", "#__proto__", "#%E0%A4%A"])
def test_an_id_that_is_not_held(page: Any, built: Path, hash_: str) -> None:
    show(page, built, "incident.html", hash_)
    assert page.locator("h1").inner_text() == "Incident"
    assert page.faults == []


@pytest.mark.parametrize("payload", ["<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>", "\u202egnp.exe"])
def test_hostile_text_stays_text(page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, payload: str) -> None:
    put = invented.put
    monkeypatch.setattr(invented, "put", lambda db, table, rows: put(
        db, table, [poison_row(table, row, payload) for row in rows]))
    site.write(invented.database(), poisoned(invented.case(), payload), tmp_path, invented.AS_OF)
    show(page, tmp_path, "incidents.html")
    page.locator("#list tbody a").first.click()
    page.wait_for_selector("#incident h1")
    assert payload.replace("\u202e", "‹U+202E›") in page.locator("h1").inner_text()
    assert "\u202e" not in page.locator("body").inner_text()
    assert page.locator("img").count() == 0 and page.faults == []


def test_without_a_script_the_way_to_the_rows_is_named(browser: Any, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("incidents.html", "incident.html"):
        show(page, built, name)
        assert "exports" in page.locator("main").inner_text() or "verdicts.csv" in page.locator("main").inner_text()
    context.close()


def test_ten_thousand_incidents_stay_usable(page: Any, tmp_path: Path) -> None:
    """Rows are drawn in pieces: the work of one filter does not grow with what is not shown."""
    db = invented.database()
    invented.put(db, "incidents", [
        {"incident_id": f"X-{n}", "title": f"Field {n}", "time_from": invented.START + n,
         "time_to": invented.START + n + 60, "occurrence_standing": "alleged", "n_reports": 1,
         "n_origins": 1, "n_accounts": 1}
        for n in range(10_000)])
    invented.put(db, "verdicts", [invented.verdict(f"X-{n}", reading, "SOUTH", "potential_violation")
                                  for n in range(10_000) for reading in ("n1", "s1", "m1")])
    site.write(db, invented.case(), tmp_path, invented.AS_OF)
    show(page, tmp_path, "incidents.html", "#reading=n1&author=SOUTH&outcome=potential_violation")
    assert page.locator("#list tbody tr").count() == 200
    assert "10000 of 10003" in page.locator("#found").inner_text()
    page.locator("#more").click()
    assert page.locator("#list tbody tr").count() == 400
    show(page, tmp_path, "incident.html", "#X-9999")
    page.wait_for_selector("#incident h1")
    assert page.locator("h1").inner_text().startswith("Field 9999") and page.faults == []


def test_the_slider_shows_the_stands_of_one_day(page: Any, built: Path) -> None:
    show(page, built, "stand.html")
    shown = page.locator("div.stand:visible strong")
    assert shown.all_inner_texts() == ["for it on conditions", "for it", "the army"]
    slider = page.locator("input[type=range]")
    for place, (words, stands) in enumerate([
            ("as of 15\u00a0Mar\u00a02030", ["for it on conditions"]),
            ("as of 16\u00a0Mar\u00a02030", ["for it on conditions", "the army"]),
            ("as of 20\u00a0Mar\u00a02030", ["for it", "the army"])]):
        slider.fill(str(place))
        assert page.locator("output").inner_text() == words
        assert shown.all_inner_texts() == stands
    assert page.faults == []
