"""The case folder: opened with all its problems, checked, begun anew; its journal read and appended to."""
