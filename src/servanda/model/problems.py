"""Problems are values, collected to the end; one registry of codes."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True)
class Kind:
    """A code's severity and the two sentences that do not change from case to case."""

    severity: str
    why: str
    mend: str


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where, what, why it matters, how to mend it.

    ``line`` counts from 1, 0 = the file as a whole; ``row_id`` names the row where there is one.
    """

    file: str
    line: int
    code: str
    message: str
    row_id: str = ""
    severity: str = ERROR
    why: str = ""
    mend: str = ""
    count: int = 1

    @property
    def place(self) -> str:
        """``file:line``, or the file where no line is known."""
        return f"{self.file}:{self.line}" if self.line else self.file


# code -> (severity, why it matters, how to mend it).  Sorted by stage of the flow.
PROBLEMS: dict[str, Kind] = {}


def register(code: str, severity: str, why: str, mend: str) -> None:
    """Add a code to the registry; raises ``ValueError`` if it is taken."""
    if code in PROBLEMS:
        raise ValueError(f"problem code {code} is registered twice")
    PROBLEMS[code] = Kind(severity, why, mend)


def problem(code: str, file: str, line: int, message: str, *, row_id: str = "", mend: str = "") -> Problem:
    """A problem of a registered code; ``mend`` may replace the general advice.

    Raises ``KeyError`` if the code is not registered.
    """
    kind = PROBLEMS[code]
    return Problem(file=file, line=line, code=code, message=message, row_id=row_id,
                   severity=kind.severity, why=kind.why, mend=mend or kind.mend)


for _code, _severity, _why, _mend in (
    # the folder and its files
    ("file_missing", ERROR, "Without this file the case cannot be read.", "Create the file, or run `servanda new`."),
    ("file_unreadable", ERROR, "What it holds is not part of the account.", "Save it as UTF-8 text."),
    ("file_too_large", ERROR, "Oversized files are refused before they are read.", "Split the file."),
    ("file_outside", ERROR, "A case reads nothing from outside its folder.",
     "Replace the link by the file itself, inside the case folder."),
    ("archive_refused", ERROR, "An archive can hide, overwrite or swell; a doubtful one is not unpacked.",
     "Unpack it yourself, look at what it holds, and give the files one by one."),
    ("xml_refused", ERROR, "The file cannot be read.", "Save it anew, without a document type and entities."),
    ("file_ignored", NOTE, "The file is not part of a case; nothing in it is used.", "Remove it, or rename it."),
    ("problems_many", ERROR, "A long list hides what matters.", "Mend those that are listed, then check again."),
    # YAML
    ("yaml_syntax", ERROR, "The file cannot be read beyond this point.", "Correct that line, or the one above it."),
    ("yaml_duplicate", ERROR, "One of the two values would win in silence.", "Keep one of them."),
    ("yaml_alias", ERROR, "What a person reads must be what stands there: such shorthand can hide things, or swell.",
     "Write the value out, as plain text."),
    ("yaml_too_deep", ERROR, "No case needs so many levels; they can overwhelm a program.",
     "Write it with fewer levels."),
    ("key_unknown", ERROR, "A misspelt key would be ignored in silence.", "Correct the key or remove it."),
    ("key_missing", ERROR, "The entry has no meaning without it.", "Add the key."),
    ("value_wrong", ERROR, "The value cannot be used as it stands.", "Correct the value."),
    ("id_unknown", ERROR, "Nothing of that name is declared.", "Correct the id, or declare it."),
    ("id_duplicate", ERROR, "Two things of one name cannot be told apart.", "Rename one of them."),
    ("character_hidden", ERROR, "Text with hidden characters may not say what a person reads in it.",
     "Delete the character, or type the text anew."),
    ("name_lookalike", WARNING, "Names that look the same may hide two actors, or one twice.",
     "Rename one, or make one an alias of the other."),
    ("cite_unknown", WARNING, "The element cannot be opened down to its source.",
     "Cite a statement id of this case or an address."),
    ("cite_missing", WARNING, "An element without a citation cannot be checked by anybody.", "Add `cites:`."),
    ("example_differs", ERROR, "The terms do not say what their author expected.",
     "Correct the terms or the expectation."),
    ("provision_unread", WARNING, "A provision without a reading yields no verdict.",
     "Add it to a reading (`take` where the reading takes it as it stands), or remove it."),
    ("readings_disagree", NOTE, "Nothing was decided for you: both verdicts are published.",
     "To prefer one for the summary, add `lead: true` and cite why."),
    # tables
    ("column_unknown", WARNING, "A misspelt column would be ignored in silence.", "Correct it, or map it."),
    ("column_missing", ERROR, "The rows cannot be read as they stand.", "Add the column, or a mapping file."),
    ("row_width", ERROR, "The cells of this row do not stand under their headings.",
     "Quote cells that contain commas; give every row as many cells as the header."),
    ("row_id_clash", ERROR, "Two rows with one id cannot be told apart.",
     "Rename one, or give the mapping a `prefix`."),
    ("cell_wrong", ERROR, "The row would say something that its author did not mean.", "Correct the cell."),
    ("row_outside", NOTE, "Rows that tell of nothing that terms can name would only blur the account.",
     "Nothing to mend; to use them all the same, read the file with the preset `plain` and a mapping."),
    ("capture_changed", WARNING, "The rows are not those that were captured.",
     "Restore the file, or collect it anew with `servanda collect`."),
    ("row_withdrawn", NOTE, "What a publisher no longer stands by tells of nothing that can be counted.",
     "Nothing to mend; take its id out of `withdrawn:` in the side-car to use the row all the same."),
    ("rows_withdrawn", NOTE, "A publisher that corrects itself changes the account, and figures with it.",
     "Look at what changed; the earlier file is kept under `captured/`."),
    ("time_unclear", WARNING, "The hour may be one of several; the union of them is used.",
     "State a zone in the row, or `prints_times_in` for the source in case.yaml."),
    ("place_unknown", WARNING, "The report is used without a position.",
     "Add the place to places.csv, or give lat, lon and precision."),
    ("actor_unknown", WARNING, "The origin counts as belonging to nobody that is known.",
     "Add the actor, or an alias, to case.yaml."),
    ("record_pending", NOTE, "Machine-read records enter nothing until a person accepts them.",
     "Accept, correct or reject them with decisions."),
    # documents and what is read in them
    ("document_empty", WARNING, "Nothing can be read in it.", "Save the text of the page as a .txt file."),
    ("extra_missing", ERROR, "The file was not read.", "Install the extra that the message names."),
    ("line_no_prose", WARNING, "Nobody says anything there, and reading it would take longer than it is worth.",
     "Break the text into its paragraphs, a line each."),
    ("document_changed", WARNING, "The records were read in a text that is no longer the one in the folder.",
     "Extract anew, and look at the records again."),
    ("span_wrong", ERROR, "A record whose words do not stand in its document cannot be opened down to its source.",
     "Extract the document anew."),
    ("quote_open", NOTE, "Where a quotation ends was taken from the end of its sentence.",
     "Look at the statement, and correct it."),
    ("record_untabled", NOTE, "Records of this kind are kept in their file and shown; no table takes them.",
     "Nothing to mend."),
    ("text_cut", WARNING, "What lies beyond was not read.", "Split the text."),
    # journal
    ("journal_broken", ERROR, "From here on the journal cannot be trusted; later lines are not applied.",
     "Restore the journal from version control."),
    ("journal_torn", WARNING, "What it was to say is not decided; every decision before it stands.",
     "Decide it anew: the next decision moves the piece to journal.torn."),
    ("journal_fork", ERROR, "Two branches decided apart; only the first is applied.",
     "Append the later decisions anew."),
    ("journal_mended", NOTE, "Its lines stay in the journal, and are not applied twice.", "Nothing to mend."),
    ("stamp_future", NOTE, "Decisions are ordered by their number, never by a clock; the figures are the same.",
     "Check the clock of that machine, or `as_of` in case.yaml."),
    ("decision_stale", WARNING, "The row has changed since the person looked; the decision is suspended.",
     "Look again and decide anew."),
    ("decision_unknown", WARNING, "The decision names rows that the case does not hold.",
     "Correct the ids, or undo the decision."),
    ("decision_conflict", WARNING, "Two decisions cannot both hold; the later one is applied.", "Undo one of them."),
    # linking
    ("linking_drift", WARNING, "Weights learned from other reports may link too much, or too little.",
     "Look at the questions of `servanda review`, then learn and freeze weights anew with `servanda link CASE --fit`."),
    ("link_capped", NOTE, "In a crowd of reports two tellings of one happening may not have met.",
     "Nothing to mend; a merge joins two reports that the linker did not compare."),
    # sharing
    ("delay_advised", NOTE, "What is told at once of where and when something happens can be aimed by, and leads back "
     "to whoever saw it.",
     "If others see the case, think of `publish: [{for: clear, delay: 3 days}]` in case.yaml (docs/sharing.md)."),
    # figures
    ("tally_outside_own_clock", NOTE,
     "The count covers days that its publisher's own reading does not, or may not, cover.",
     "Nothing to mend: it is shown beside the tally."),
    ("tally_not_balanced", NOTE,
     "Totals that do not follow from one another may count different things, or one of them is wrong.",
     "Look both up again; if both are as published, there is nothing to mend: it is shown beside the tally."),
):
    register(_code, _severity, _why, _mend)
