"""servanda keeps the account of one ceasefire: terms, readings, reports, verdicts and talks."""

__version__ = "0.1.0"
