"""The one way to run set-based work: one SQL, embedded by default."""
