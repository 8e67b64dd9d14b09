"""The site in a browser, from disk: no scroll sideways, no console error, nothing fetched, filters that work."""

from __future__ import annotations

import re
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
    """A fresh page of either size that keeps what went wrong in ``page.faults``."""
    yield from watched(browser, *request.param)


@pytest.fixture
def wide(browser: Any) -> Iterator[Any]:
    """The same, of the wide size alone: for what does not hang on the size."""
    yield from watched(browser, *SIZES[0])


def watched(browser: Any, width: int, height: int) -> Iterator[Any]:
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


def test_the_list_filters_from_the_address(wide: Any, built: Path) -> None:
    show(wide, built, "incidents.html")
    assert listed(wide) == ["E-1", "E-3", "E-5"]
    show(wide, built, "incidents.html", "#provision=quiet&reading=s1&author=NORTH&outcome=possible")
    assert listed(wide) == ["E-3"]
    assert wide.locator("[name=reading]").input_value() == "s1"
    wide.evaluate("location.hash = '#turns=reading'")
    wide.locator("#list tbody tr").nth(1).wait_for(state="detached")
    assert listed(wide) == ["E-1"] and wide.faults == []


@pytest.mark.parametrize(("hash_", "expected"), [
    ("reading=widest&outcome=possible&author=NORTH", ["E-1", "E-3"]),
    ("reading=common_ground&outcome=possible&author=NORTH", ["E-3"]),
    ("outcome=outside", ["E-5"]), ("turns=account", ["E-3"]), ("standing=occurrence:corroborated", ["E-1", "E-5"]),
    ("turns=rival", ["E-3"]), ("turns=denied", ["E-1"]), ("turns=tolls", ["E-1"]), ("claimant=NORTH", ["E-3"]),
    ("claimant=none", ["E-1", "E-5"]), ("object=store%2Findustry", ["E-1"]), ("place=mill", ["E-1"]),
    ("from=2030-03-20", ["E-3", "E-5"]), ("to=2030-03-20", ["E-1"]), ("from=2030-03-20&to=2030-03-22", ["E-3"]),
    ("claimant=SOUTH&place=ford", ["E-3"]), ("q=industry", ["E-1"]),
    ("standing=corroborated", []), ("q=silo", ["E-3"]), ("author=unattributed", ["E-5"]), ("reading=nowhere", []),
])
def test_filters(wide: Any, built: Path, hash_: str, expected: list[str]) -> None:
    show(wide, built, "incidents.html", f"#{hash_}")
    assert listed(wide) == expected


def test_a_control_writes_the_address(wide: Any, built: Path) -> None:
    show(wide, built, "incidents.html")
    wide.locator("[name=q]").fill("mill")
    wide.wait_for_url("**#q=mill")
    wide.locator("#list tbody tr").nth(1).wait_for(state="detached")
    assert listed(wide) == ["E-1"]
    wide.get_by_role("button", name="Clear").click()
    wide.locator("#list tbody tr").nth(2).wait_for()
    assert "#" not in wide.url


def test_the_back_button_goes_back_a_choice(wide: Any, built: Path) -> None:
    show(wide, built, "incidents.html")
    wide.locator("[name=reading]").select_option("s1")
    wide.wait_for_url("**#reading=s1")
    wide.locator("[name=author]").select_option("SOUTH")
    wide.wait_for_url("**author=SOUTH")
    assert listed(wide) == ["E-3"]
    wide.go_back()
    wide.wait_for_url("**#reading=s1")
    wide.locator("#list tbody tr").nth(2).wait_for()
    assert wide.locator("[name=author]").input_value() == "" and wide.locator("[name=reading]").input_value() == "s1"
    wide.go_back()
    wide.wait_for_url(re.compile("html$"))
    assert wide.locator("[name=reading]").input_value() == "" and wide.faults == []


def test_the_time_line_by_keys(wide: Any, built: Path) -> None:
    """Two handles that arrows move by a day; Escape lets go; the list and the address follow."""
    show(wide, built, "incidents.html")
    first, last = (wide.get_by_role("slider", name=name) for name in ("First day shown", "Last day shown"))
    first.focus()
    wide.keyboard.press("ArrowRight")
    wide.wait_for_url("**from=*")
    assert listed(wide) == ["E-3", "E-5"]
    assert first.get_attribute("aria-valuenow") == "1" and first.evaluate("one => one === document.activeElement")
    last.focus()
    wide.keyboard.press("PageDown")
    wide.wait_for_url("**to=*")
    assert listed(wide) == []
    wide.keyboard.press("Escape")
    wide.locator("#list tbody tr").nth(2).wait_for()
    assert "from" not in wide.url and wide.faults == []


def test_the_time_line_by_mouse(page: Any, built: Path) -> None:
    show(page, built, "incidents.html")
    bars = page.locator("#timeline .bar-in")
    assert bars.count() == 3
    box = bars.nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**from=*")
    assert listed(page) == ["E-3"]
    assert page.locator("#timeline .bar-out").count() == 2 and page.faults == []


def test_what_is_shown_is_told_to_the_map(wide: Any, built: Path) -> None:
    show(wide, built, "incidents.html")
    wide.evaluate("document.addEventListener('servanda:filtered', (event) => { window.told = event.detail; })")
    wide.evaluate("location.hash = '#q=silo'")
    wide.wait_for_function("window.told")
    assert wide.evaluate("window.told") == {"ids": ["E-3"], "all": 3}


def test_every_figure_of_the_overview_opens_what_it_counts(wide: Any, built: Path) -> None:
    show(wide, built, "index.html")
    cells = wide.locator(".figures a.big").evaluate_all("all => all.map(a => [a.getAttribute('href'), a.textContent])")
    wanted = [(href, int(text.split("–")[-1])) for href, text in cells if href.startswith("incidents.html")]
    assert [high for _, high in wanted] == [1, 1, 1, 1, 1]
    for href, high in wanted:
        show(wide, built, "incidents.html", href.removeprefix("incidents.html"))
        assert len(listed(wide)) == high, href


def test_the_overview_answers_in_one_screen(browser: Any, built: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    show(page, built, "index.html")
    for name in ("What was agreed, and is it being kept", "What is disputed", "What is due"):
        box = page.get_by_role("heading", name=name).bounding_box()
        assert box["y"] + box["height"] < 900, name
    assert page.locator("ul.due").first.inner_text().startswith("9\u00a0Apr\u00a02030 Southland: maps")
    page.close()


def test_by_keys_alone(page: Any, built: Path) -> None:
    """The first stop skips to the content; every entry of the menu is reached by tab, and shows where one is."""
    show(page, built, "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    show(page, built, "index.html")
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert reached[2:8] == ["Overview", "Terms", "Incidents", "Verdicts and figures", "Talks", "Sources and method"]
    show(page, built, "index.html")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents.html")
    assert set(page.locator("nav.menu [aria-current]").all_inner_texts()) == {"Incidents"}


def test_the_menu_needs_no_script(browser: Any, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    for name, shown in PAGES.items():
        show(page, built, name)
        current = page.locator("nav.menu [aria-current=page]").all_inner_texts()
        assert not shown.label or shown.label in current or current == [page.locator(
            "nav.menu:not(.within) [aria-current]").inner_text()], name
    page.get_by_role("link", name="Talks", exact=True).first.click()
    page.get_by_role("link", name="Stands").first.click()
    assert page.url.endswith("stand.html")
    context.close()


def test_dark_and_light(wide: Any, built: Path) -> None:
    show(wide, built, "index.html")
    shades = {}
    for scheme in ("light", "dark"):
        wide.emulate_media(color_scheme=scheme)
        shades[scheme] = [sum(map(int, re.findall(r"\d+", wide.evaluate(
            f"getComputedStyle(document.body).{name}"))[:3])) for name in ("backgroundColor", "color")]
    assert shades["light"][0] > 700 > 200 > shades["light"][1]
    assert shades["dark"][0] < 120 < 600 < shades["dark"][1]


@pytest.mark.parametrize("name", ["index.html", "terms.html", "incident.html"])
def test_on_paper(browser: Any, built: Path, name: str) -> None:
    """A page prints without menu and filters, black on white, whatever the screen's scheme."""
    page = browser.new_page(color_scheme="dark")
    show(page, built, name, "#E-1" if name == "incident.html" else "")
    page.emulate_media(media="print")
    assert page.locator("nav:visible, .filters:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF") and 1 <= paper.count(b"/Type /Page\n") <= 4
    page.close()


def test_what_is_wider_than_a_narrow_screen_shows_so(browser: Any, built: Path) -> None:
    """A table that goes on at the side lies in a box with a shadow there, and can be reached by keys."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for name in ("verdicts.html", "tallies.html", "figures.html"):
        show(page, built, name)
        wide = page.locator(".scroll").evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth)"
            ".map(one => [getComputedStyle(one).backgroundImage.split('gradient').length, one.tabIndex])")
        assert wide and all(one == [5, 0] for one in wide), name
    page.close()


def test_every_figure_opens_as_many_incidents_as_it_counts_at_most(wide: Any, built: Path) -> None:
    show(wide, built, "verdicts.html")
    cells = wide.locator("a.num").evaluate_all("all => all.map(a => [a.getAttribute('href'), a.textContent])")
    wanted = [(href, int(text.split("–")[1])) for href, text in cells if "standing" not in href]
    assert len(wanted) == 9
    for href, high in wanted:
        show(wide, built, "incidents.html", href.removeprefix("incidents.html"))
        assert len(listed(wide)) == high, href


def test_one_incident(page: Any, built: Path) -> None:
    show(page, built, "incident.html", "#E-1")
    text = page.locator("#incident").inner_text()
    for part in ("Mill Hill, granary", "When, UTC", "Killed", "1–7", "Denied by", "Northern list", "Accounts",
                 "by an order given", "before the period starts", "potential violation", "not in force"):
        assert part in text, part
    assert page.locator("#incident details[open]").count() == 1
    for words in ("Counts that it may be among", "counts 4–9", "Fits, and an origin of the count tells of it too",
                  "divergence 1.00", "nearly those of", "may be one origin",
                  "First told, of what is held"):
        assert words in text
    assert page.locator("#incident .decided h4").all_inner_texts() == ["Northern list", "Southern list"]
    assert page.locator("#incident a[href^='javascript']").count() == 0


def test_what_would_decide_it(wide: Any, built: Path) -> None:
    show(wide, built, "incident.html", "#E-3")
    text = wide.locator("#incident").inner_text()
    assert "What must all hold for a potential violation" in text
    assert "the author is a party bound at that time" in text
    assert "Any one of these excludes it" in text


def test_the_id_of_a_report_opens_its_incident(wide: Any, built: Path) -> None:
    show(wide, built, "incident.html", "#R2")
    assert wide.locator("h1").inner_text().startswith("Mill Hill")
    assert wide.evaluate("document.activeElement.id") == "report-R2"


@pytest.mark.parametrize("hash_", ["", "#E-404", "#__proto__", "#%E0%A4%A"])
def test_an_id_that_is_not_held(wide: Any, built: Path, hash_: str) -> None:
    show(wide, built, "incident.html", hash_)
    assert wide.locator("h1").inner_text() == "Incident"
    assert wide.faults == []


@pytest.mark.parametrize("payload", ["<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>", "\u202egnp.exe"])
def test_hostile_text_stays_text(wide: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, payload: str) -> None:
    put = invented.put
    monkeypatch.setattr(invented, "put", lambda db, table, rows: put(
        db, table, [poison_row(table, row, payload) for row in rows]))
    site.write(invented.database(), poisoned(invented.case(), payload), tmp_path, invented.AS_OF)
    show(wide, tmp_path, "incidents.html")
    wide.locator("#list tbody a").first.click()
    wide.wait_for_selector("#incident h1")
    assert payload.replace("\u202e", "‹U+202E›") in wide.locator("h1").inner_text()
    assert "\u202e" not in wide.locator("body").inner_text()
    assert wide.locator("img").count() == 0 and wide.faults == []


def test_without_a_script_the_way_to_the_rows_is_named(browser: Any, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("incidents.html", "incident.html"):
        show(page, built, name)
        assert "exports" in page.locator("main").inner_text() or "verdicts.csv" in page.locator("main").inner_text()
    context.close()


def test_ten_thousand_incidents_stay_usable(wide: Any, tmp_path: Path) -> None:
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
    show(wide, tmp_path, "incidents.html", "#reading=n1&author=SOUTH&outcome=potential_violation")
    assert wide.locator("#list tbody tr").count() == 50
    assert wide.locator("#found").inner_text() == "10,000 of 10,003 incidents, 1–50 shown"
    wide.get_by_role("button", name="Next").click()
    assert wide.locator("#list tbody tr").count() == 50 and wide.url.endswith("page=2")
    assert wide.locator("#found").inner_text() == "10,000 of 10,003 incidents, 51–100 shown"
    wide.locator("[name=q]").fill("field 77")
    wide.wait_for_url("**q=field+77**")
    assert "280 of 10,003 incidents" in wide.locator("#found").inner_text()
    show(wide, tmp_path, "incident.html", "#X-9999")
    wide.wait_for_selector("#incident h1")
    assert wide.locator("h1").inner_text().startswith("Field 9999") and wide.faults == []


def test_the_slider_shows_the_stands_of_one_day(wide: Any, built: Path) -> None:
    show(wide, built, "stand.html")
    shown = wide.locator("div.stand:visible strong")
    assert shown.all_inner_texts() == ["for it on conditions", "for it", "the army"]
    slider = wide.locator("input[type=range]")
    for place, (words, stands) in enumerate([
            ("as of 15\u00a0Mar\u00a02030", ["for it on conditions"]),
            ("as of 16\u00a0Mar\u00a02030", ["for it on conditions", "the army"]),
            ("as of 20\u00a0Mar\u00a02030", ["for it", "the army"])]):
        slider.fill(str(place))
        assert wide.locator("output").inner_text() == words
        assert shown.all_inner_texts() == stands
    assert wide.faults == []
