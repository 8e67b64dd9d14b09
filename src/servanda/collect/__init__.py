"""Sources to rows: cells parsed, times and places resolved, nothing dropped in silence."""
