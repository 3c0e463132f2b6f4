"""Read lists that are kept as YAML, CSV, JSON or BibTeX."""
