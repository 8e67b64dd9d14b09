"""UCDP GED Candidate, the monthly events before their yearly review; the columns are those of GED."""

from __future__ import annotations

from dataclasses import replace

from servanda.collect.presets.ucdp_ged import PRESET as GED

PRESET = replace(
    GED,
    name="ucdp_candidate",
    title="UCDP GED Candidate",
    prefix="ucdp-candidate-",
    notes=(
        "Candidates are not reviewed: ids, places and figures change, and some events are withdrawn. Collect each new "
        "release over the last one: what is gone and changed is told by id. Do not keep a candidate beside the GED "
        "release that replaces it.",
        "A monthly release now and then comes without its line of headings: put that of another month on top.",
        "`code_status` other than `Clear` stands in `words`.",
        *GED.notes,
    ),
)
