"""Reports to incidents: which reports tell of one happening, whose stories of it there are, how well it stands."""
