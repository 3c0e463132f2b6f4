"""Read lists that are kept as YAML, CSV, JSON or BibTeX."""

from __future__ import annotations

ENDINGS = frozenset(["yaml", "yml", "json", "csv", "tsv", "bib"])


def is_data_file(path: str) -> bool:
    """Tell the path of a YAML, JSON, CSV or BibTeX file by its ending."""
    return "." in path and path.rpartition(".")[2].lower() in ENDINGS
