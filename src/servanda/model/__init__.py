"""Domain types: frozen, typed, without input or output."""
