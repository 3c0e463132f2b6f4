"""Build, update and search the local index of works."""
