"""Edit a list in its own style: corrections, new entries, removals."""
