"""Deciding: a decision is tried on the case, then appended to the journal; what waits for one is shown."""
