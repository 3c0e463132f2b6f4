"""Read the list again by what is known of its papers: the dataset, and the answers of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from harvester.dataset.entries import paper_entries
from harvester.lists import ListDocument, parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.model import Candidate, Dataset, Identifier
from pipelines.known_records import linked_identifiers, records_in_answers, records_of
from pipelines.refresh.lookup.answers import Readings
from pipelines.refresh.workspace import Workspace


def read_list_again(workspace: Workspace, readings: Readings) -> Workspace:
    """Return a workspace whose entries are read by the forms that its known entries teach.

    Where the answers teach nothing that the dataset did not, the list is read as it was.
    """
    answered = records_in_answers(readings)
    if not _teach_more(workspace, answered):
        return workspace
    parsed = workspace.parsed
    records = records_of(parsed, workspace.dataset) | answered
    forms = learn_forms(parsed, records, workspace.forms)
    document = read_again(parsed, forms)
    if document == workspace.document:
        return replace(workspace, records=records, forms=forms)
    entries = paper_entries(document.mentions, workspace.dataset, workspace.decisions)
    return replace(workspace, document=document, entries=entries, records=records, forms=forms)


def parse_by_forms(text: str, name: str, dataset: Dataset) -> ListDocument:
    """Read a list by the forms that the papers of a dataset teach."""
    document = parse(text, name)
    return read_again(document, learn_forms(document, records_of(document, dataset)))


def _teach_more(workspace: Workspace, answered: Mapping[Identifier, Candidate]) -> bool:
    linked = set(linked_identifiers(workspace.document)).intersection(answered)
    records = workspace.records
    return any(
        one not in records or _lesson(answered[one]) != _lesson(records[one]) for one in linked
    )


def _lesson(record: Candidate) -> Candidate:
    """Return a record less what no form is learnt from."""
    return replace(record, abstract="")
