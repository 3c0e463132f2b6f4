"""arXiv over a world: its Atom API and its OAI-PMH."""
