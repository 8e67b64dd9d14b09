"""How the report is made, what its words mean, and the sentence that stands over all of it."""

from __future__ import annotations

from servanda import __version__
from servanda.publish.report.desk import Desk
from servanda.publish.report.document import Block, Paragraph, Sentence, Text


def blocks(desk: Desk) -> list[Block]:
    """The rules of this report, one sentence each."""
    return [Paragraph(tuple(Sentence(text) for text in (
        desk.say("A count runs from low to high. Low: the incident surely lies in the period, and a potential "
                 "violation is all that is open under the named reading. High: it may lie in the period, and a "
                 "potential violation is among what is open."),
        desk.say("Open on the text: incidents that an answer of the reading’s own words would decide, whatever the "
                 "facts."),
        desk.say("A count of what one side claims takes its accounts alone; the count of all stays open where another "
                 "account tells it otherwise, and so its low may be the lower one."),
        desk.say("Periods are compared only where the term of the reading surely runs through both: else a rise may be "
                 "but a beginning."),
        desk.say("More or fewer is said only where one range lies wholly above the other."),
        desk.say("The report is built from everything held as of its day, also from what was published after the "
                 "cut-off; the state of a duty is that of the same day."),
        desk.say("Days of statements and counts are the days that their pages state; the cut-off hour bounds incidents "
                 "and meetings only."),
        _authors(desk),
        desk.say("Names, titles and summaries stand as the case has them, in its language."),
        desk.say("Every figure of this report stands in {file} beside it, with its rule and its days; incidents, "
                 "statements and duties stand under their ids in the tables of the case.",
                 file=desk.id("report_figures.csv")),
        desk.say("Made with servanda {version}.", version=desk.id(__version__)))), listed=True)]


def _authors(desk: Desk) -> Text:
    return desk.say("How authors of acts are named, by rule of the mission: {rule}.",
                    rule=desk.code("attribution", desk.attribution))
