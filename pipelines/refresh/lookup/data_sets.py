"""What catalogues know of the data sets that the list names: kept in their records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from harvester.dataset.list_statements import listed_data_sets
from harvester.dataset.merging import combine_statements
from harvester.model import Identifier, ListedDataset, Reading, Statement
from harvester.sources import Role
from pipelines.refresh.lookup.answers import Answers, ask_source
from pipelines.refresh.lookup.ask import Run
from pipelines.refresh.workspace import Workspace


def with_catalogued_data_sets(
    run: Run, workspace: Workspace, answers: Answers
) -> tuple[Workspace, Answers]:
    """Return the workspace whose data sets have what catalogues say, and all answers.

    A run for a few entries asks about no data set; what nobody answered today stays.
    """
    if run.options.offline or run.options.only:
        return workspace, answers
    listed = listed_data_sets(workspace.document.mentions)
    names = {Identifier("url", url): name for _, name, url in listed}
    known = {one.slug: one for one in workspace.dataset.datasets}
    for source in run.sources(Role.CATALOGUES, replace(run.config(), titles=names)):
        answered = ask_source(source, names, run.client)
        answers = answers.joined(answered)
        for key, _, url in listed:
            reading = answered.readings.get(Identifier("url", url), {}).get(source.name)
            if reading is not None:
                known[key] = _renewed(known, key, reading, source.name, run.day)
    datasets = tuple(known[key] for key in sorted(known))
    dataset = replace(workspace.dataset, datasets=datasets)
    return replace(workspace, dataset=dataset), answers


def _renewed(
    known: Mapping[str, ListedDataset], key: str, reading: Reading, source: str, day: str
) -> ListedDataset:
    before = known.get(key, ListedDataset(key))
    new = [Statement(name, value, source, day) for name, value in reading.fields]
    statements = combine_statements(before.statements, new, {source})
    return replace(before, statements=statements)
