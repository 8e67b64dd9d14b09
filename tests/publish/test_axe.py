"""axe-core finds nothing on any page kind, in light and dark, on a wide screen and on a narrow one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from servanda.publish.pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.axe]
HASHES = {"incident.html": "#E-3"}


def axe_script() -> str:
    """The source of axe-core, which lies in the package that drives it."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found and found.origin
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser: Any, built: Path, width: int) -> None:
    """The structure is the same in both schemes; in dark the rules of colour are asked again."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, script, found = context.new_page(), axe_script(), []
    for name in PAGES:
        page.goto("about:blank")
        page.goto(f"{(built / 'site' / name).as_uri()}{HASHES.get(name, '')}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.evaluate(f"{script}; undefined")
        for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast", "link-in-text-block"]})):
            page.emulate_media(color_scheme=scheme)
            result = page.evaluate("rules => axe.run(document, { resultTypes: ['violations'], ...rules })", rules)
            found += [(name, scheme, one["id"], node["target"][0], node["failureSummary"])
                      for one in result["violations"] for node in one["nodes"]]
    context.close()
    assert found == []


def test_axe_finds_what_is_wrong(browser: Any) -> None:
    """The check can fail: a picture without words is found."""
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src='data:,'></main>")
    page.evaluate(f"{axe_script()}; undefined")
    result = page.evaluate("axe.run(document)")
    assert "image-alt" in {one["id"] for one in result["violations"]}
    page.close()
