"""Planted secrets, and the tool that unpacks everything that is written and looks for them."""
