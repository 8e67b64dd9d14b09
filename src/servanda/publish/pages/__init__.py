"""The pages of the site, one file a page, behind one plain registry."""

from __future__ import annotations

from servanda.publish.book import Page
from servanda.publish.pages import (
    accusers,
    change,
    commitments,
    divergence,
    figures,
    incidents,
    method,
    overview,
    problems,
    sources,
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
    Page("incident.html", "", "Incident", "incident.html", incidents.view_one),
    Page("statements.html", "Statements", "Who said what", "statements.html", statements.view),
    Page("tallies.html", "Tallies", "Counts that others published", "tallies.html", tallies.view),
    Page("commitments.html", "Commitments", "What is due", "commitments.html", commitments.view),
    Page("problems.html", "Problems", "Problems, and rows set aside", "problems.html", problems.view),
    Page("sources.html", "Sources", "Who publishes", "sources.html", sources.view),
    Page("method.html", "Method", "What the words mean", "method.html", method.view),
)

PAGES: dict[str, Page] = {page.file: page for page in _ALL}
