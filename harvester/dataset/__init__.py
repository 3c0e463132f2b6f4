"""Keep papers on disk: store, assembly, merging, decisions, changes, SQLite."""
