"""From news text to statements, reports, commitments, tallies and silences, each pinned to its words."""
