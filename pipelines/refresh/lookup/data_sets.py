"""What catalogues know of the data sets that the list names: kept in their records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from harvester.checks.data_sets import said_of
from harvester.dataset.assembly.merging import combine_statements, rank_statements
from harvester.dataset.list_statements import listed_data_sets
from harvester.model import Identifier, ListedDataset, Reading, Statement
from harvester.sources import RANKING, Role, Source
from harvester.values.web_addresses import is_home_page
from pipelines.refresh.lookup.answers import Answers
from pipelines.refresh.lookup.ask import Run
from pipelines.refresh.lookup.harvest import refuse_gaps
from pipelines.refresh.workspace import Workspace

_Listed = tuple[tuple[str, str, str], ...]


def with_catalogued_data_sets(
    run: Run, workspace: Workspace, answers: Answers
) -> tuple[Workspace, Answers]:
    """Return the workspace whose data sets have what catalogues say, and all answers.

    Each catalogue is asked by the page that those before it know. A run for a few entries asks
    about no data set; what nobody answered today stays.
    """
    if run.options.offline or run.options.only:
        return workspace, answers
    listed = listed_data_sets(workspace.document.mentions)
    known = {one.slug: one for one in workspace.dataset.datasets}
    for source, pages in _catalogues(run, listed, known):
        answered = run.ask(source, pages.values())
        refuse_gaps(run.harvest)
        answers = answers.joined(answered)
        for slug, page in pages.items():
            reading = answered.readings.get(page, {}).get(source.name)
            if reading is not None:
                known[slug] = _renewed(known, slug, reading, source.name, run.day)
    datasets = tuple(known[key] for key in sorted(known))
    dataset = replace(workspace.dataset, datasets=datasets)
    return replace(workspace, dataset=dataset), answers


def _catalogues(
    run: Run, listed: _Listed, known: Mapping[str, ListedDataset]
) -> Iterator[tuple[Source, dict[str, Identifier]]]:
    """Yield each catalogue with the page of every data set, by slug, as known by then."""
    for name in [source.name for source in run.sources(Role.CATALOGUES)]:
        pages = {slug: _page(known.get(slug), slug, url) for slug, _, url in listed}
        titles = {pages[slug]: title for slug, title, _ in listed}
        for source in run.sources(Role.CATALOGUES, replace(run.config(), titles=titles)):
            if source.name == name:
                yield source, pages


def _page(record: ListedDataset | None, slug: str, listed: str) -> Identifier:
    """Return what a data set is asked by: its page, told from others on the same page.

    That is the listed one; its own page, once known, where the list links a mere home page.
    """
    address = listed.partition("#")[0]
    if record is not None and is_home_page(address):
        address = said_of(record, "url")[0] or address
    return Identifier("url", f"{address}#{slug}")


def _renewed(
    known: Mapping[str, ListedDataset], slug: str, reading: Reading, source: str, day: str
) -> ListedDataset:
    before = known.get(slug, ListedDataset(slug))
    new = [Statement(name, value, source, day) for name, value in reading.fields]
    statements = combine_statements(before.statements, new, {source})
    return replace(before, statements=rank_statements(statements, RANKING))
