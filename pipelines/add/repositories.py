"""The paper that a repository belongs to, as its README and description name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from harvester.errors import BadInput
from harvester.model import FieldData, Identifier
from harvester.network.client import HttpClient
from harvester.sources import ReadmePapers, Role, SourceConfig, sources
from harvester.values.field_values import texts_of
from harvester.values.identifiers import parse_identifier
from pipelines.add.works import Work, describe
from pipelines.refresh.lookup.answers import Answers, ask_source
from pipelines.settings import Settings

_MOST_ASKED = 5
"""Papers that a README names and that are looked up: its own stands among the first."""


def work_of_repository(settings: Settings, repository: Identifier, client: HttpClient) -> Work:
    """Return the work whose code `repository` holds, with the repository as its code.

    A paper counts where the repository bears its title or the paper names the repository; one that
    a README names and that says nothing back may be what the code builds on.

    Raises:
        BadInput: GitHub does not know the repository, or it surely names no paper.
    """
    fields = _describe_repository(settings, repository, client)
    named = tuple(filter(None, map(parse_identifier, texts_of(fields.get("readme_identifiers")))))
    titles = (*texts_of(fields.get("readme_titles")), str(fields.get("description", "")))
    works = []
    for identifier in named[:_MOST_ASKED]:
        try:
            works.append(describe(settings, identifier, client))
        except BadInput:
            continue  # one that nobody knows is no candidate
    own = [one for one in works if _belongs(one, repository, ReadmePapers(titles=titles))]
    if not own:
        raise BadInput(_why_none(repository, works, titles[:-1]))
    return replace(own[0], repositories=(repository,))


def _describe_repository(
    settings: Settings, repository: Identifier, client: HttpClient
) -> Mapping[str, FieldData]:
    config = SourceConfig(settings.endpoints, settings.tokens, readmes=True)
    answers = Answers()
    for source in sources(Role.COUNTS, settings.sources, config):
        answers = answers.joined(ask_source(source, [repository], client))
        if reading := answers.readings.get(repository, {}).get(source.name):
            return dict(reading.fields)
    outcomes = (*answers.failed.values(), *answers.absent.values())
    why = next((one[repository] for one in outcomes if repository in one), "GitHub is not asked")
    raise BadInput(f"{repository}: {why}; give the arXiv id, DOI or title of its paper")


def _belongs(work: Work, repository: Identifier, papers: ReadmePapers) -> bool:
    named = (one.value.lower() for one in work.repositories)
    return repository.value.lower() in named or papers.names_title(work.title)


def _why_none(repository: Identifier, works: Iterable[Work], titles: Iterable[str]) -> str:
    named = "; ".join(f"{one.identifier} '{one.title}'" for one in works)
    if named:
        said = f"its README names {named}, but does not bear that title"
    else:
        shown = ", ".join(f"'{title}'" for title in list(titles)[:2])
        said = "its README names no paper by id" + (f", only {shown}" if shown else "")
    return f"{repository}: {said}; give the arXiv id, DOI or title of its paper"
