"""The bundle: what a release holds, its manifest, its signature, and how both are checked elsewhere."""
