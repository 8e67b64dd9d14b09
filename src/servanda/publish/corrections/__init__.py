"""What changed between two releases, and because of what: the public log of corrections."""
