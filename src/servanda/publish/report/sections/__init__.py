"""The sections of a report in their order: key -> heading and what builds it."""

from __future__ import annotations

from servanda.publish.report.desk import Builder
from servanda.publish.report.sections import (
    allegations,
    counts,
    due,
    limits,
    method,
    named,
    regions,
    sources,
    statements,
    summary,
    talks,
)

SECTIONS: dict[str, tuple[str, Builder]] = {
    "summary": ("Summary", summary.blocks),
    "counts": ("Potential violations by provision and reading", counts.blocks),
    "regions": ("By region", regions.blocks),
    "incidents": ("Incidents of the period", named.blocks),
    "allegations": ("Allegations", allegations.blocks),
    "statements": ("Statements", statements.blocks),
    "talks": ("Talks", talks.blocks),
    "due": ("What is due", due.blocks),
    "limits": ("Limits of observation", limits.blocks),
    "method": ("Method", method.blocks),
    "sources": ("Sources cited", sources.blocks),
}
