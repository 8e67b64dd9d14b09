"""What linking depends on, as the key under which its result is kept."""

from __future__ import annotations

from dataclasses import replace

from servanda.engine.cache import key
from servanda.model.case import Case

# Files that neither a row of reports nor a link is read by; whatever is not named here counts.
_APART = ("case.yaml", "terms.yaml", "counting.yaml", "meetings.yaml", "commitments.csv", "propositions.csv",
          "precedents.csv", "effort.csv", "tallies.csv", "decisions.jsonl")
_APART_FOLDERS = ("zones/", "statements/", "tallies/", "series/", "propositions/", "precedents/")
_READ = ("", "reports", "accounts", "incidents")  # tables whose decisions linking and its rows may read
_SPOKEN = ("note", "redact", "grade", "undo")  # kinds of decisions that act elsewhere


def linking(case: Case) -> str:
    """The key: everything of a case but what linking surely cannot see."""
    files = [(file, digest) for file, digest in sorted(case.digests.items())
             if file not in _APART and not file.startswith(_APART_FOLDERS)]
    said = [replace(one, prev="", hash="") for one in case.decisions
            if one.state == "active" and one.kind not in _SPOKEN and one.table in _READ]
    return key("linking", case.info, case.places, files, said, case.linking)
