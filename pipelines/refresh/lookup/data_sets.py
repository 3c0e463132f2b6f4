"""What catalogues know of the data sets that the list names: kept in their records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from harvester.dataset.assembly.merging import combine_statements
from harvester.dataset.list_statements import listed_data_sets
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
    names = {_key(slug, url): name for slug, name, url in listed}
    known = {one.slug: one for one in workspace.dataset.datasets}
    for source in run.sources(Role.CATALOGUES, replace(run.config(), titles=names)):
        answered = ask_source(source, names, run.client)
        answers = answers.joined(answered)
        for slug, _, url in listed:
            reading = answered.readings.get(_key(slug, url), {}).get(source.name)
            if reading is not None:
                known[slug] = _renewed(known, slug, reading, source.name, run.day)
    datasets = tuple(known[key] for key in sorted(known))
    dataset = replace(workspace.dataset, datasets=datasets)
    return replace(workspace, dataset=dataset), answers


def _key(slug: str, url: str) -> Identifier:
    """Return what a data set is asked by: its page, told from others on the same page."""
    return Identifier("url", f"{url.partition('#')[0]}#{slug}")


def _renewed(
    known: Mapping[str, ListedDataset], slug: str, reading: Reading, source: str, day: str
) -> ListedDataset:
    before = known.get(slug, ListedDataset(slug))
    new = [Statement(name, value, source, day) for name, value in reading.fields]
    statements = combine_statements(before.statements, new, {source})
    return replace(before, statements=statements)
