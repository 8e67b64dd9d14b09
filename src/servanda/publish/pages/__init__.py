"""The pages of the site, one file a page, behind one plain registry."""

from __future__ import annotations

from servanda.publish.book import Page
from servanda.publish.pages import (
    acceptance,
    accusers,
    call,
    change,
    changes,
    commitments,
    contradictions,
    corrections,
    divergence,
    figures,
    incidents,
    map,
    method,
    overview,
    precedents,
    problems,
    sources,
    stand,
    statements,
    tallies,
    terms,
    verdicts,
)

_ALL = (
    Page("index.html", "Overview", "Overview", "overview.html", overview.view),
    Page("verdicts.html", "Verdicts", "Verdicts under each reading", "verdicts.html", verdicts.view),
    Page("figures.html", "Figures", "Counts by rule, and compliance", "figures.html", figures.view),
    Page("change.html", "Before and after", "Before, during and after", "change.html", change.view),
    Page("divergence.html", "Divergence", "What turns on the reading or on the account", "divergence.html",
         divergence.view),
    Page("accusers.html", "Accusers", "Each accuser in its own reading", "accusers.html", accusers.view),
    Page("terms.html", "Terms", "The terms, reading by reading", "terms.html", terms.view),
    Page("incidents.html", "Incidents", "Incidents", "incidents.html", incidents.view),
    Page("map.html", "Map", "Where it is reported to have happened", "map.html", map.view),
    Page("incident.html", "", "Incident", "incident.html", incidents.view_one),
    Page("call.html", "The call", "The call, line by line", "call.html", call.view),
    Page("stand.html", "Stands", "Where they stand", "stand.html", stand.view),
    Page("changes.html", "This week", "What changed this week", "changes.html", changes.view),
    Page("contradictions.html", "Contradictions", "Contradictions", "contradictions.html", contradictions.view),
    Page("acceptance.html", "Acceptance", "Who accepted what, by whose account", "acceptance.html", acceptance.view),
    Page("statements.html", "Statements", "Who said what", "statements.html", statements.view),
    Page("tallies.html", "Tallies", "Counts that others published", "tallies.html", tallies.view),
    Page("commitments.html", "Due next", "Due next", "commitments.html", commitments.view),
    Page("precedents.html", "Precedents", "Earlier truces", "precedents.html", precedents.view),
    Page("problems.html", "Problems", "Problems, and rows set aside", "problems.html", problems.view),
    Page("corrections.html", "Corrections", "Corrections", "corrections.html", corrections.view),
    Page("sources.html", "Sources", "Who publishes", "sources.html", sources.view),
    Page("method.html", "Method", "What the words mean", "method.html", method.view),
)

PAGES: dict[str, Page] = {page.file: page for page in _ALL}
