"""The steps of a run that ask: the local index, the sources, the search services."""
