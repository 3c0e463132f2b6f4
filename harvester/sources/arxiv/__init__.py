"""Ask arXiv: Atom API, OAI-PMH, title search and the local index."""
