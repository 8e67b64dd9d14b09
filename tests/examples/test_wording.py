"""The pages of the example judge nobody in words of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.publish import site
from servanda.publish.pages import PAGES
from tests.examples.account import Account
from tests.publish.test_pages import said_by_us


@pytest.fixture(scope="module")
def pages(truce: Account, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("truce")
    site.write(truce.db, truce.case, folder)
    return folder / "site"


def test_no_page_judges(pages: Path) -> None:
    for name in PAGES:
        assert not said_by_us(pages / name) & {"violated", "lied", "broke"}, name


def test_the_first_page_is_small(pages: Path) -> None:
    """Its address, its style sheet and no shard: what it weighs does not grow with the incidents."""
    text = (pages / "index.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert len(text.encode()) + (pages / "static" / "style.css").stat().st_size < 200_000
