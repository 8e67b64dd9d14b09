"""The edge of the program: files, markup and tables of others are read here, within limits, and nowhere else."""
