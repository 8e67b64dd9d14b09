"""Incidents x provisions x readings -> verdicts with reasons."""
