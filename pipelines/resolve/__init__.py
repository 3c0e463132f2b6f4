"""The resolution job: ids for the mentions of a list or of a stream."""
