"""Every table of servanda, declared once; DDL, headers, dictionary and schemas are generated from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

SHARING = ("public", "restricted", "private")
TYPES = ("text", "int", "num", "bool", "instant", "date", "list")


@dataclass(frozen=True)
class Column:
    """One column: its type, unit, what an empty cell means, who may see it, one line of doc.

    Types: ``text``; ``int``; ``num`` (decimal with 6 places); ``bool`` (yes/no);
    ``instant`` (whole seconds since 1970-01-01 UTC, exported as ISO 8601 with ``Z``);
    ``date`` (ISO text); ``list`` (text with ``;`` between members).  ``words`` marks what a source
    says in its own words or close to them, which its licence may keep from being passed on.
    """

    name: str
    type: str = "text"
    doc: str = ""
    unit: str = ""
    empty: str = "not stated"
    sharing: str = "public"
    words: bool = False


@dataclass(frozen=True)
class Table:
    """A table: columns, key, and references ``column -> table``."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; raises ``KeyError`` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def frame(self, rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
        """Rows in the order of the columns, as columns."""
        listed = list(rows)
        return {name: [row[position] for row in listed] for position, name in enumerate(self.names)}


C = Column

# Where a row came from: on every row that is input.
PROVENANCE = (
    C("from_file", "text", "file of the case folder that the row came from", sharing="restricted"),
    C("from_row", "int", "line of that file, header = 1", sharing="restricted"),
    C("document_id", "text", "captured document that the row points into"),
    C("start", "int", "first character of the span", "code points"),
    C("end", "int", "character after the span", "code points"),
    C("tier", "text", "who coded the row: hand, or the name of the machine tier"),
    C("review", "text", "state of review: accepted, corrected, rejected, pending"),
    C("tlp", "text", "sharing level, TLP 2.0"),
    C("licence", "text", "licence of the row"),
    C("hidden", "list", "why something of the row is not shown: redacted, sharing level, licence",
      empty="all is shown"),
)

ELEMENT_NAMES = ("bound", "act", "means", "object", "whose", "where", "when", "provided", "unless")

_ELEMENTS = tuple(C(name, "text", f"answer to the element `{name}`: yes, no, unknown_fact, unknown_text",
                    empty="never empty") for name in ELEMENT_NAMES)

_VERDICT_TAIL = (
    C("outcome", "text", "potential_violation, excepted, not_in_force, not_covered or undetermined",
      empty="never empty"),
    C("possible", "list", "outcomes that are still open", empty="never empty"),
    *_ELEMENTS,
    C("excluded_by", "list", "every element that answers no", empty="none"),
    C("must_hold", "list", "what must all hold for a potential violation", empty="nothing is open"),
    C("would_exclude", "list", "single answers, each of which excludes a potential violation", empty="none"),
    C("reasons", "list", "reason codes, `element:code`; words are rendered from them", empty="never empty"),
    C("stated_after_event", "list", "elements whose reading was stated after the happening", empty="none"),
)


def _table(name: str, doc: str, key: str, *columns: Column, **references: str) -> Table:
    return Table(name, doc, tuple(columns), tuple(key.split()), dict(references))


_DECLARED = (
    _table(
        "sources", "Who publishes: outlets, ministry channels, data sets.", "source",
        C("source", "text", "id: the host name or the id given in case.yaml", empty="never empty"),
        C("title", "text", "name of the source"),
        C("party", "text", "party whose organ the source is", empty="none or not stated"),
        C("owner", "text", "who owns or runs it"),
        C("grade", "text", "Admiralty grade, kept as given", sharing="restricted"),
        C("prints_times_in", "text", "zone in which it prints clock times (a habit, with why in case.yaml)"),
        C("licence", "text", "licence of its texts"),
        C("tlp", "text", "sharing level"),
        C("listed", "bool", "listed in case.yaml", empty="never empty"),
        C("n_reports", "int", "reports relayed by it", empty="never empty"),
        C("n_statements", "int", "statements relayed by it", empty="never empty"),
    ),
    _table(
        "documents", "Captured bytes of a source.", "document_id",
        C("document_id", "text", "id", empty="never empty"),
        C("source", "text", "who published it"),
        C("url", "text", "address"),
        C("title", "text", "title"),
        C("published", "date", "day of publication"),
        C("captured_at", "instant", "time of capture"),
        C("sha256", "text", "hash of the bytes"),
        C("language", "text", "BCP 47 tag"),
        C("held", "bool", "the bytes lie in the case folder", empty="never empty"),
        *PROVENANCE[:2], *PROVENANCE[7:],
    ),
    _table(
        "reports", "One claimant's account of one happening as relayed by one source, before fusion.", "report_id",
        C("report_id", "text", "id, kept if given", empty="never empty"),
        C("incident_id", "text", "incident that the report belongs to", empty="none (set aside, composite, tally)"),
        C("used", "bool", "used or set aside", empty="never empty"),
        C("set_aside_reason", "text", "problem code that set it aside", empty="not set aside"),
        C("kind", "text", "single, composite, tally or absence", empty="never empty"),
        C("source", "text", "who published it"),
        C("origin", "list", "actors who first asserted it"),
        C("origin_parties", "list", "parties that the origins belong to", empty="none, or not known"),
        C("published", "date", "day of publication"),
        C("url", "text", "address of the page"),
        C("time_from", "instant", "earliest possible time"),
        C("time_to", "instant", "end of the possible time (exclusive)"),
        C("lasted_from", "instant", "start of a stated duration", empty="no duration stated"),
        C("lasted_to", "instant", "end of a stated duration (exclusive)", empty="no duration stated"),
        C("zone", "text", "zone in which the stated time was read, or `union` of those it may mean"),
        C("time_precision", "text", "minute, hour, part_of_day, day, range"),
        C("time_words", "text", "the source's own words for the time", words=True),
        C("place", "text", "place as coded"),
        C("admin1", "text", "first-level division"),
        C("lat", "num", "latitude", "degrees, WGS 84"),
        C("lon", "num", "longitude", "degrees, WGS 84"),
        C("precision", "num", "radius within which the place lies", "km"),
        C("claimed_by", "list", "parties that claim the place"),
        C("recognised_by", "list", "PARTY:instrument, the instrument that recognises the place as that party's"),
        C("controlled_by", "list", "party in control of the place at that time"),
        C("operated_by", "list", "party that operates the facility"),
        C("author_claimed", "text", "party named as author", empty="nobody named"),
        C("author_actor", "text", "actor named as author", empty="only a party named, or nobody"),
        C("denied_by", "list", "parties that deny"),
        C("denies", "list", "what is denied: agreement, start, occurrence, authorship, object, blanket"),
        C("admitted_by", "list", "parties that admit"),
        C("act", "text", "kind of act"),
        C("stage", "text", "launched, recalled, intercepted, reached, damaged"),
        C("means", "text", "weapon or means"),
        C("aimed_at", "list", "function/sector claimed as aimed at"),
        C("affected", "list", "function/sector:how, how = direct, debris or by_product"),
        C("raises", "list", "exceptions that the claimant raises"),
        C("words", "text", "the claimed effect in the coder's words", words=True),
        C("how_known", "text", "observed, imagery, told, published"),
        C("munitions_low", "int", "at least so many munitions"),
        C("munitions_high", "int", "at most so many munitions"),
        C("n_low", "int", "happenings in a composite, at least"),
        C("n_high", "int", "happenings in a composite, at most"),
        C("fatalities", "int", "people killed"),
        C("injured", "int", "people injured"),
        C("summary", "text", "what the page reports, in the coder's words", words=True),
        *PROVENANCE,
        incident_id="incidents", source="sources",
    ),
    _table(
        "statements", "Who said what.", "statement_id",
        C("statement_id", "text", "id", empty="never empty"),
        C("used", "bool", "used or set aside", empty="never empty"),
        C("set_aside_reason", "text", "problem code that set it aside", empty="not set aside"),
        C("date", "date", "day on which it was said"),
        C("speaker", "text", "actor"),
        C("speaker_text", "text", "the speaker as the source names him"),
        C("role", "text", "office of the speaker"),
        C("party", "text", "party that the speaker belongs to", empty="none"),
        C("act", "text", "speech act, a verb of the codebook"),
        C("topic", "text", "topic id"),
        C("addressee", "text", "to whom"),
        C("hedged", "bool", "hedged or not"),
        C("quote", "text", "short quotation", words=True),
        C("summary", "text", "content in the coder's words", words=True),
        C("source", "text", "who published it"),
        C("url", "text", "address"),
        C("published", "date", "day of publication"),
        *PROVENANCE,
        source="sources",
    ),
    _table(
        "tallies", "A count that somebody outside published.", "tally_id",
        C("tally_id", "text", "id", empty="never empty"),
        C("used", "bool", "used or set aside", empty="never empty"),
        C("set_aside_reason", "text", "problem code that set it aside", empty="not set aside"),
        C("party", "text", "party that published it", empty="none"),
        C("measure", "text", "what is counted"),
        C("provision", "text", "provision whose violations it claims to count", empty="it counts something else"),
        C("qualifier", "text", "exact, at_least or about"),
        C("value", "int", "the count"),
        C("period_from", "date", "first day"),
        C("period_to", "date", "last day"),
        C("said", "date", "day on which it was said"),
        C("published", "date", "day on which this source relayed it"),
        C("summary", "text", "what the page says, in the coder's words", words=True),
        C("source", "text", "who published it"),
        C("url", "text", "address"),
        *PROVENANCE,
        source="sources",
    ),
    _table(
        "incidents", "The happening itself, after fusion of reports.", "incident_id",
        C("incident_id", "text", "id, from the anchor report", empty="never empty"),
        C("time_from", "instant", "earliest possible time over all accounts"),
        C("time_to", "instant", "end of the possible time over all accounts"),
        C("place", "text", "most precise place named"),
        C("admin1", "text", "first-level division"),
        C("lat", "num", "latitude", "degrees, WGS 84"),
        C("lon", "num", "longitude", "degrees, WGS 84"),
        C("precision", "num", "radius within which the place lies", "km"),
        C("authors", "list", "parties named as author by any account", empty="nobody named"),
        C("occurrence_standing", "text", "alleged, corroborated or verified", empty="never empty"),
        C("author_standing", "text", "alleged, corroborated or verified", empty="nobody named"),
        C("object_standing", "text", "alleged, corroborated or verified", empty="no object stated"),
        C("denied_by", "list", "parties that deny", empty="no denial held"),
        C("n_reports", "int", "reports", empty="never empty"),
        C("n_origins", "int", "distinct origins", empty="never empty"),
        C("n_accounts", "int", "accounts", empty="never empty"),
        C("fatalities_low", "int", "lowest number stated"),
        C("fatalities_high", "int", "highest number stated"),
        C("injured_low", "int", "lowest number stated"),
        C("injured_high", "int", "highest number stated"),
        C("title", "text", "label made from place, object and day"),
    ),
    _table(
        "links", "Why a report belongs to an incident.", "report_id",
        C("report_id", "text", "report", empty="never empty"),
        C("incident_id", "text", "incident", empty="never empty"),
        C("probability", "num", "probability of the link; 1 for the anchor and for decisions",
          empty="held by reports published later"),
        C("reason_code", "text", "anchor, model, decision", empty="never empty"),
        C("reason", "text", "what weighed most, in natural logarithms of odds"),
        report_id="reports", incident_id="incidents",
    ),
    _table(
        "accounts", "One origin's story of an incident; an incident may have rival accounts.", "account_id",
        C("account_id", "text", "id", empty="never empty"),
        C("incident_id", "text", "incident", empty="never empty"),
        C("author", "text", "party named as author", empty="nobody named"),
        C("time_from", "instant", "earliest possible time in this account"),
        C("time_to", "instant", "end of the possible time in this account"),
        C("act", "list", "kinds of act told"),
        C("aimed_at", "list", "function/sector told as aimed at"),
        C("affected", "list", "function/sector:how told as affected"),
        C("stage", "list", "stages told"),
        C("means", "list", "means told"),
        C("origins", "list", "origins that tell it", empty="never empty"),
        C("origin_parties", "list", "parties of those origins; `none` for an origin of no party", empty="not known"),
        C("report_ids", "list", "its reports", empty="never empty"),
        C("aside", "bool", "set aside by a decision", empty="never empty"),
        C("covered_by", "text", "fuller account of the same story, beside which this one is left out of the outcome",
          empty="none"),
        incident_id="incidents",
    ),
    _table(
        "effective_provisions", "What a reading holds a provision to mean, element by element.",
        "reading provision element",
        C("reading", "text", "reading", empty="never empty"),
        C("provision", "text", "provision", empty="never empty"),
        C("element", "text", "element", empty="never empty"),
        C("stance", "text", "taken (as the provision stands), overridden, silent or denied", empty="never empty"),
        C("text", "text", "the element in words", empty="the text is silent"),
        C("how", "text", "stated, derived or inferred (by us)"),
        C("by", "text", "who stated it"),
        C("authority", "text", "with what authority"),
        C("cites", "list", "statement ids or addresses"),
        C("stated", "date", "day on which it was stated"),
        C("after_event", "bool", "stated after the provision's start", empty="not known"),
    ),
    _table(
        "account_verdicts", "Outcome of account x provision x reading.", "account_id provision reading author",
        C("account_id", "text", "account", empty="never empty"),
        C("incident_id", "text", "incident", empty="never empty"),
        C("provision", "text", "provision", empty="never empty"),
        C("reading", "text", "reading", empty="never empty"),
        C("author", "text", "party that the account names, is tried against, or `unattributed`", empty="never empty"),
        *_VERDICT_TAIL,
        account_id="accounts",
    ),
    _table(
        "verdicts", "Outcome of incident x provision x reading x author.", "incident_id provision reading author",
        C("incident_id", "text", "incident", empty="never empty"),
        C("provision", "text", "provision", empty="never empty"),
        C("reading", "text", "reading", empty="never empty"),
        C("author", "text", "a party named as author, or `unattributed`", empty="never empty"),
        *_VERDICT_TAIL,
        C("turns_on_account", "bool", "its accounts do not agree on the outcome", empty="never empty"),
        incident_id="incidents",
    ),
    _table(
        "releases", "Who could be released by whose first breach: a sensitivity table, never a finding.",
        "provision reading standard party",
        C("provision", "text", "provision", empty="never empty"),
        C("reading", "text", "reading", empty="never empty"),
        C("standard", "text", "standard of evidence", empty="never empty"),
        C("party", "text", "party that could be released", empty="never empty"),
        C("first_candidates", "list", "incidents that may be the other side's first breach", empty="none"),
        C("available_from", "instant", "earliest time at which release may have been available", empty="never"),
        C("invoked_by", "text", "event or decision that invoked it", empty="not invoked"),
        C("from", "instant", "time from which the release has effect", empty="no effect"),
        C("verdicts_affected", "int", "verdicts on this party's acts that an invocation would touch",
          empty="never empty"),
    ),
    _table(
        "meetings", "A call or a round of talks.", "meeting_id",
        C("meeting_id", "text", "id", empty="never empty"),
        C("title", "text", "title"),
        C("time_from", "instant", "start"),
        C("time_to", "instant", "end"),
        C("participants", "list", "actors or parties"),
        C("cites", "list", "citations"),
        *PROVENANCE[:2],
    ),
    _table(
        "readouts", "A party's official record of one meeting.", "readout_id",
        C("readout_id", "text", "id", empty="never empty"),
        C("meeting_id", "text", "meeting", empty="never empty"),
        C("issuer", "text", "who issued it"),
        C("party", "text", "party", empty="none"),
        C("channel", "text", "official_text, press_remarks, social_post or anonymous_briefing"),
        C("held", "text", "complete or excerpts", empty="never empty"),
        C("statements", "list", "statements that belong to it"),
        C("published", "date", "day of publication"),
        *PROVENANCE[:2],
        meeting_id="meetings",
    ),
    _table(
        "silences", "A topic absent from a readout.", "silence_id",
        C("silence_id", "text", "id", empty="never empty"),
        C("readout_id", "text", "readout"),
        C("topic", "text", "topic"),
        C("basis", "text", "what it is computed from"),
    ),
    _table(
        "positions", "A party's stand on a topic at a time.", "position_id",
        C("position_id", "text", "id", empty="never empty"),
        C("party", "text", "party"),
        C("topic", "text", "topic"),
        C("stand", "text", "the stand"),
        C("date_from", "date", "valid from"),
        C("date_to", "date", "valid to", empty="still held"),
        C("statements", "list", "statements it is derived from"),
    ),
    _table(
        "shifts", "A change of position.", "shift_id",
        C("shift_id", "text", "id", empty="never empty"),
        C("party", "text", "party"),
        C("topic", "text", "topic"),
        C("kind", "text", "hardened, softened, reversed, conditioned, dropped"),
        C("date", "date", "day"),
        C("statements", "list", "statements it is derived from"),
    ),
    _table(
        "contradictions", "Two statements on one proposition with opposite polarity.", "contradiction_id",
        C("contradiction_id", "text", "id", empty="never empty"),
        C("proposition", "text", "proposition"),
        C("statements", "list", "the two statements"),
        C("kind", "text", "opposed or near"),
    ),
    _table(
        "acceptance", "Who accepted what, asserted by whom, in which reading.", "acceptance_id",
        C("acceptance_id", "text", "id", empty="never empty"),
        C("provision", "text", "provision"),
        C("reading", "text", "reading"),
        C("party", "text", "party bound or said to be"),
        C("asserted_by", "text", "who asserts it"),
        C("basis", "text", "basis of being bound"),
        C("from", "instant", "from when"),
        C("cites", "list", "citations"),
    ),
    _table(
        "commitments", "A positive duty with a due date.", "commitment_id",
        C("commitment_id", "text", "id", empty="never empty"),
        C("used", "bool", "used or set aside", empty="never empty"),
        C("set_aside_reason", "text", "problem code that set it aside", empty="not set aside"),
        C("by", "text", "party or actor that owes it"),
        C("to", "text", "to whom"),
        C("what", "text", "what is owed"),
        C("quantity", "int", "how many"),
        C("unit", "text", "of what"),
        C("due_from", "date", "first day on which it may be done"),
        C("due_to", "date", "last day"),
        C("condition", "text", "condition"),
        C("status", "text", "not_initiated, minimal, intermediate, full (PAM scale), or disputed"),
        C("status_by", "text", "by whose account"),
        C("status_date", "date", "as of"),
        C("cites", "list", "citations"),
        C("summary", "text", "in the coder's words"),
        *PROVENANCE,
    ),
    _table(
        "figures", "A number that we computed, with the id of its counting rule.", "figure_id",
        C("figure_id", "text", "id", empty="never empty"),
        C("rule", "text", "counting rule", empty="never empty"),
        C("provision", "text", "provision"),
        C("reading", "text", "reading, or common_ground / widest over the compared set"),
        C("party", "text", "author"),
        C("standard", "text", "standard of evidence"),
        C("unit", "text", "what one is"),
        C("period_from", "date", "first day", empty="all days"),
        C("period_to", "date", "last day", empty="all days"),
        C("low", "int", "rows whose `possible` is a potential violation alone"),
        C("high", "int", "rows whose `possible` contains a potential violation"),
        C("text_unknown", "int", "of the difference, rows that an unknown of text keeps open"),
        C("value", "num", "a single value, where the rule yields one"),
        C("ci_low", "num", "interval, low"),
        C("ci_high", "num", "interval, high"),
        C("n", "int", "rows that the rule looked at"),
        C("method", "text", "how it was computed"),
    ),
    _table(
        "tally_checks", "Outside tallies held against their publisher's own reading and clock.",
        "tally_id provision reading",
        C("tally_id", "text", "tally", empty="never empty"),
        C("provision", "text", "provision", empty="never empty"),
        C("reading", "text", "declared reading of the party that published it", empty="never empty"),
        C("period", "text", "inside, partly, before_start, after_end or unknown, under that reading's own clock",
          empty="never empty"),
        C("our_low", "int", "our count of the same thing, low", empty="no rule counts the same thing"),
        C("our_high", "int", "our count of the same thing, high", empty="no rule counts the same thing"),
        C("why", "text", "reasons for the gap"),
        tally_id="tallies",
    ),
    _table(
        "review", "What waits for a person.", "kind ids",
        C("kind", "text", "link, extraction, acceptance, stale_decision", empty="never empty"),
        C("ids", "list", "what it is about", empty="never empty"),
        C("seen_hash", "text", "hash of what is to be judged"),
        C("question", "text", "the question", sharing="restricted"),
        C("effect_on_headline", "text", "what the answer may change"),
        C("command", "text", "the command that answers it", sharing="restricted"),
    ),
    _table(
        "decisions", "The journal of human decisions.", "seq",
        C("seq", "int", "position in the journal", empty="never empty"),
        C("prev", "text", "hash of the line before"),
        C("hash", "text", "hash of the line"),
        C("at", "text", "time as written", sharing="restricted"),
        C("by", "text", "who decided", sharing="restricted"),
        C("kind", "text", "merge, split, set, standing, grade, accept, correct, reject, redact, note, undo"),
        C("table", "text", "table it is about"),
        C("ids", "list", "rows it is about"),
        C("seen_hash", "text", "hash of what the person saw"),
        C("value", "text", "the value decided, as JSON", sharing="restricted"),
        C("reason", "text", "why", sharing="restricted"),
        C("cites", "list", "citations"),
        C("undoes", "int", "decision that this one undoes"),
        C("state", "text", "active, undone, or suspended", empty="never empty"),
    ),
    _table(
        "problems", "What is wrong, why it matters, how to mend it.", "code file line row_id message",
        C("code", "text", "code in the registry", empty="never empty"),
        C("severity", "text", "error, warning or note", empty="never empty"),
        C("file", "text", "file of the case folder", sharing="restricted"),
        C("line", "int", "line"),
        C("row_id", "text", "row", sharing="restricted"),
        C("message", "text", "what is wrong", empty="never empty", sharing="restricted"),
        C("why", "text", "why it matters"),
        C("mend", "text", "how to mend it", sharing="restricted"),
        C("count", "int", "how many times", empty="never empty"),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _DECLARED}
