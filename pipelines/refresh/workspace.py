"""Read everything a run starts from; a bad file stops the run before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.dataset.decisions import load_decisions
from harvester.dataset.repository_metrics import load_metrics
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.lists import ListDocument, load_list, parse
from harvester.model import Dataset, Decision, RepositoryState
from pipelines.refresh.check import attribute_rules
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Workspace:
    """The list, what was known of it before, and what people decided."""

    settings: Settings
    document: ListDocument
    dataset: Dataset
    decisions: tuple[Decision, ...]
    metrics: tuple[RepositoryState, ...]


def load_workspace(settings: Settings) -> Workspace:
    """Read the workspace; raises BadInput where a file is missing, damaged or holds no entries."""
    attribute_rules(settings.attributes)  # refuses what it does not know
    dataset = load_dataset(settings.dataset_folder)  # first: it finishes an interrupted commit
    document = parse(load_list(settings.list_path), settings.list_path.name)
    if not document.mentions:
        raise BadInput(
            f"{settings.list_path}: no entries found; is this a list of papers? "
            "Each entry needs a title and a link"
        )
    return Workspace(
        settings=settings,
        document=document,
        dataset=dataset,
        decisions=load_decisions(settings.dataset_folder / "decisions"),
        metrics=load_metrics(settings.dataset_folder / "metrics.csv"),
    )
