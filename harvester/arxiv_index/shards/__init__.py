"""An index in shards: built, updated and asked in one process or many."""
