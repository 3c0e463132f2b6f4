"""Many lists, one harvest: what all of them need is asked for together."""
