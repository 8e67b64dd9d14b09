"""Talks: statements to readouts aligned, silences, positions, shifts, contradictions, acceptance, commitments."""
