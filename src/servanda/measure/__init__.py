"""Verdicts, incidents, tallies and published series -> figures, daily values and checks of tallies."""
