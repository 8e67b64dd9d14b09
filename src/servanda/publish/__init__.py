"""The only place that writes outputs: site, exports, manifest; each written aside, then swapped in."""
