"""Tests of the journal: reading, appending, damage, faults, kills, forks, replay."""
