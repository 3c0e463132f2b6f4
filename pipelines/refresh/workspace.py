"""Read everything a run starts from; a bad file stops the run before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.dataset.decisions import load_decisions
from harvester.dataset.entries import Entry, paper_entries
from harvester.dataset.repository_metrics import load_metrics
from harvester.dataset.run_facts import (
    Absence,
    AnsweredValue,
    load_absences,
    load_answered,
    load_decided,
)
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.lists import ListDocument, load_list, parse
from harvester.lists.generated import why_no_entries
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.model import Dataset, Decision, RepositoryState
from pipelines.known_records import records_of
from pipelines.refresh.check import attribute_rules
from pipelines.refresh.select import refuse_vain_decisions
from pipelines.review.list_comments import read_list_comments
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Workspace:
    """Hold the list with its entries, what was known of it before, and what people decided.

    `parsed` is the list as the general rules read it, `document` as its own forms do; `decided` are
    the subjects of decisions, of now and of former nights.
    """

    settings: Settings
    parsed: ListDocument
    document: ListDocument
    entries: tuple[Entry, ...]
    dataset: Dataset
    decisions: tuple[Decision, ...]
    metrics: tuple[RepositoryState, ...]
    absences: tuple[Absence, ...] = ()
    answered: tuple[AnsweredValue, ...] = ()
    decided: frozenset[str] = frozenset()


def load_workspace(settings: Settings) -> Workspace:
    """Read the workspace.

    Raises:
        BadInput: a file is missing, damaged or holds no entries; a decision is about nothing.
    """
    attribute_rules(settings.attributes)  # refuses what it does not know
    folder = settings.dataset_folder
    dataset = load_dataset(folder)  # first: it finishes an interrupted commit
    parsed = parse(load_list(settings.list_path), settings.list_path.name)
    document = read_again(parsed, learn_forms(parsed, records_of(parsed, dataset)))
    if not document.mentions:
        raise BadInput(why_no_entries(document, settings.list_path))
    written = load_decisions(folder / "decisions")
    decisions = (*written, *read_list_comments(document).decisions)
    entries = paper_entries(document.mentions, dataset, decisions)
    decided = refuse_vain_decisions(
        written, document.mentions, dataset, folder / "decisions", load_decided(folder)
    )
    return Workspace(
        settings=settings,
        parsed=parsed,
        document=document,
        entries=entries,
        dataset=dataset,
        decisions=decisions,
        metrics=load_metrics(folder / "metrics.csv"),
        absences=load_absences(folder),
        answered=load_answered(folder),
        decided=decided,
    )
