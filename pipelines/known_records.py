"""What is known of the papers whose identifiers stand in a list: what teaches its forms."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.arxiv_index.search import ArxivIndex
from harvester.lists import ListDocument
from harvester.matching.query import candidate_of_paper, candidate_of_reading
from harvester.model import Candidate, Dataset, Identifier, Reading


def records_of(document: ListDocument, dataset: Dataset) -> dict[Identifier, Candidate]:
    """Return what services, not the list, said of the papers that a list links."""
    papers = dataset.index()
    records: dict[Identifier, Candidate] = {}
    for identifier in linked_identifiers(document):
        paper = papers.get(str(identifier))
        candidate = candidate_of_paper(paper) if paper is not None else None
        if candidate is not None:
            records[identifier] = candidate
    return records


def records_in_answers(
    readings: Mapping[Identifier, Mapping[str, Reading]],
) -> dict[Identifier, Candidate]:
    """Return what the sources of a run say of papers."""
    records: dict[Identifier, Candidate] = {}
    for identifier, by_source in readings.items():
        candidate = record_in_answers(by_source)
        if candidate is not None:
            records[identifier] = candidate
    return records


def record_in_answers(by_source: Mapping[str, Reading]) -> Candidate | None:
    """Return what the sources of a run say of one paper: the first by name that gives a title."""
    candidates = (candidate_of_reading(by_source[name]) for name in sorted(by_source))
    return next((one for one in candidates if one is not None), None)


def records_in_index(document: ListDocument, index: ArxivIndex) -> dict[Identifier, Candidate]:
    """Return what the local index says of the papers that a list links."""
    records: dict[Identifier, Candidate] = {}
    for identifier in linked_identifiers(document):
        candidate = index.by_identifier(identifier)
        if candidate is not None:
            records[identifier] = candidate
    return records


def linked_identifiers(document: ListDocument) -> tuple[Identifier, ...]:
    """Return the distinct identifiers of a list's entries, in their order."""
    return tuple(dict.fromkeys(one for each in document.mentions for one in each.identifiers))
