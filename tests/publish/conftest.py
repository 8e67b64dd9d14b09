"""The invented build, written once: pages, exports and manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.publish import exports, manifest, site
from tests.publish import invented


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds ``site/``, ``exports/`` and ``manifest.json``."""
    folder = tmp_path_factory.mktemp("built")
    db, case = invented.database(), invented.case()
    site.write(db, case, folder, invented.AS_OF)
    manifest.write(case, folder, invented.AS_OF, exports.write(db, folder))
    db.close()
    return folder
