"""Releases: bundles, keys, checks, differences."""
