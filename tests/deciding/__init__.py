"""Tests of deciding: commands, effects, the queue and its walk."""
