"""PA-X Peace Agreements Database, as earlier agreements of the same parties."""

from __future__ import annotations

import re

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset


def _day(cell: str) -> str:
    """``2031-05-04`` or ``04/05/2031`` as ``2031-05-04``."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", cell)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else cells.day(cell)


PRESET = Preset(
    name="pa_x",
    title="PA-X Peace Agreements Database, University of Edinburgh",
    address="https://www.peaceagreements.org",
    licence="see the publisher; cite Bell and Badanjak, Journal of Peace Research 56 (3), 2019",
    tlp="amber",
    kind="precedents",
    id="AgtId",
    prefix="pax-",
    required=("Con", "AgtId", "Agt", "Dat"),
    columns={"precedent_id": "AgtId", "title": "Agt"},
    constants={"chosen_by": "the data set"},
    derived={
        "declared": Derived(("Dat",), _day),
        "summary": Derived(("Con", "Stage", "Status"), lambda conflict, stage, status: cells.sentence(
            conflict, f"stage {stage}" if stage else "", f"status {status}" if status else "")),
    },
    notes=(
        "An agreement is no truce, and the database does not say how one ended: `how_ended` stays empty. Keep the rows "
        "that hold a ceasefire, and add who says how each ended.",
        "The headings are those of its published versions as recalled, not seen in a file: a file without them is "
        "refused with their names.",
    ),
)
