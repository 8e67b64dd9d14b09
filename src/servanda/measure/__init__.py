"""Verdicts, incidents and tallies -> figures."""
