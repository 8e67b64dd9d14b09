"""Tables of words: cues, hedges, patterns of content, names of states and institutions, weapons, places by hand."""
