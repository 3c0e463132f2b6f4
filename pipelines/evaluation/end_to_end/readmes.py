"""Recorded READMEs of the repositories that labelled entries link, as evidence of the entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from harvester.errors import BadInput
from harvester.model import Query
from harvester.sources import ReadmePapers, read_readme
from harvester.values.identifiers import identifier_of_url


def load_readmes(path: Path) -> dict[str, ReadmePapers]:
    """Load what the recorded READMEs name, by repository in lower case.

    Raises BadInput where the READMEs are not there.
    """
    if not path.is_file():
        raise BadInput(f"{path}: the recorded READMEs are not here; name them with --readmes")
    papers: dict[str, ReadmePapers] = {}
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            read = read_readme(str(row["text"]))
            for name in (row["repository"], *(row.get("clone_names") or ())):
                papers[str(name).lower()] = read
    return papers


def with_readmes(query: Query, readmes: Mapping[str, ReadmePapers]) -> Query:
    """Return a query that knows what the READMEs of its repositories name."""
    repositories = dict.fromkeys(
        identifier.value.lower()
        for identifier in map(identifier_of_url, query.links)
        if identifier is not None and identifier.scheme == "github"
    )
    read = [readmes[one] for one in repositories if one in readmes]
    return replace(
        query,
        named=tuple(dict.fromkeys(one for each in read for one in each.identifiers)),
        named_titles=tuple(dict.fromkeys(one for each in read for one in each.titles)),
    )
