"""The journal of human decisions: one line each, chained by hashes, only ever appended to."""

from servanda.case.journal.appending import TORN, Journal, JournalError, append
from servanda.case.journal.forks import reattached
from servanda.case.journal.line import NAME, START, digest
from servanda.case.journal.meaning import KINDS, meaning_problem
from servanda.case.journal.reading import decisions, lost, replayed

__all__ = ["KINDS", "NAME", "START", "TORN", "Journal", "JournalError", "append", "decisions", "digest", "lost",
           "meaning_problem", "reattached", "replayed"]
