"""Read the list again by what is known of its papers: the dataset, and the answers of a run."""

from __future__ import annotations

from dataclasses import replace

from harvester.dataset.entries import paper_entries
from harvester.lists import ListDocument, parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.matching.query import candidate_of_paper
from harvester.model import Candidate, Dataset
from pipelines.known_records import (
    linked_identifiers,
    record_in_answers,
    records_in_answers,
    records_of,
)
from pipelines.refresh.lookup.answers import Readings
from pipelines.refresh.workspace import Workspace


def read_list_again(workspace: Workspace, readings: Readings) -> Workspace:
    """Return a workspace whose entries are read by the forms that its known entries teach.

    Where the answers teach nothing that the dataset did not, the list is read as it was.
    """
    if not teach_more(workspace, readings):
        return workspace
    parsed = workspace.parsed
    records = records_of(parsed, workspace.dataset) | records_in_answers(readings)
    document = read_again(parsed, learn_forms(parsed, records))
    if document == workspace.document:
        return workspace
    entries = paper_entries(document.mentions, workspace.dataset, workspace.decisions)
    return replace(workspace, document=document, entries=entries)


def parse_by_forms(text: str, name: str, dataset: Dataset) -> ListDocument:
    """Read a list by the forms that the papers of a dataset teach."""
    document = parse(text, name)
    return read_again(document, learn_forms(document, records_of(document, dataset)))


def teach_more(workspace: Workspace, readings: Readings) -> bool:
    """Tell whether a paper that the list links is known otherwise, or for the first time."""
    papers = workspace.dataset.index()
    for identifier in linked_identifiers(workspace.document):
        answered = record_in_answers(readings.get(identifier, {}))
        if answered is not None:
            paper = papers.get(str(identifier))
            stored = candidate_of_paper(paper) if paper is not None else None
            if stored is None or _lesson(answered) != _lesson(stored):
                return True
    return False


def _lesson(record: Candidate) -> tuple[object, ...]:
    """Return what forms are learnt from."""
    return record.title, record.authors, record.authors_complete, record.submitted
