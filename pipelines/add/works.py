"""What is known of the work that a person wants to add, asked of every source that may know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from harvester.dataset.assembly.merging import rank_statements
from harvester.errors import BadInput
from harvester.model import FieldData, Identifier, PersonName, Reading, Statement
from harvester.network.client import HttpClient
from harvester.sources import RANKING, SOURCES, Role, Source, SourceConfig, sources
from harvester.values.identifiers import url_of
from harvester.values.text import title_words
from pipelines.refresh.lookup.answers import Answers, ask_source
from pipelines.refresh.lookup.enrich import is_titled_like
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Work:
    """One work as the sources describe it; `repositories` are those that they name for it."""

    identifier: Identifier
    fields: Mapping[str, FieldData] = field(default_factory=dict)
    repositories: tuple[Identifier, ...] = ()

    @property
    def title(self) -> str:
        """The title, empty where nobody said one."""
        return str(self.fields.get("title", ""))

    @property
    def authors(self) -> tuple[PersonName, ...]:
        """The authors, none where nobody said them."""
        value = self.fields.get("authors")
        people = value if isinstance(value, tuple) else ()
        return tuple(one for one in people if isinstance(one, PersonName))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that arXiv has it under."""
        value = self.fields.get("categories")
        return tuple(map(str, value)) if isinstance(value, tuple) else ()

    @property
    def date(self) -> str:
        """The ISO date of the first version, else of the publication; possibly partial."""
        return str(self.fields.get("submitted") or self.fields.get("issued") or "")

    @property
    def event(self) -> str:
        """Where it was published; empty for a preprint, whose record says more than a tag."""
        if self.identifier.scheme == "arxiv":
            return ""
        return str(self.fields.get("event_title") or self.fields.get("container_title") or "")


def describe(settings: Settings, identifier: Identifier, client: HttpClient) -> Work:
    """Return what the sources know of the work called `identifier`.

    Where a page names the DOI or the arXiv id of its work, that is what it is called by.

    Raises:
        BadInput: nobody knows it, or nobody could be asked; says who said what.
    """
    answers = _ask(settings, identifier, client)
    readings = dict(answers.readings.get(identifier, {}))
    if not _title_of(readings.values()):
        raise BadInput(_why_unknown(settings, identifier, answers))
    titles = [" ".join(title_words(title)) for title in _title_of(readings.values())]
    for other in _named(readings.values(), identifier):
        further = _ask(settings, other, client).readings.get(other, {})
        like = {name: one for name, one in further.items() if is_titled_like(one, titles)}
        readings = {**like, **readings}
        if like and identifier.scheme == "url":
            identifier = other
    return _work(identifier, readings)


def _named(readings: Iterable[Reading], asked: Identifier) -> tuple[Identifier, ...]:
    """Return the identifiers that records of a publisher's page or article declare, best first.

    An arXiv record is complete by itself.
    """
    if asked.scheme == "arxiv":
        return ()
    named = {one for reading in readings for one in reading.identifiers if one != asked}
    return tuple(sorted(named, key=lambda one: (one.rank, one.value)))[:2]


def _title_of(readings: Iterable[Reading]) -> list[str]:
    titles = (dict(reading.fields).get("title") for reading in readings)
    return [title for title in titles if isinstance(title, str) and title]


def _work(identifier: Identifier, readings: Mapping[str, Reading]) -> Work:
    statements = [
        Statement(name, value, source, date.min.isoformat())
        for source, reading in readings.items()
        for name, value in reading.fields
    ]
    fields: dict[str, FieldData] = {}
    for one in rank_statements(statements, RANKING):
        fields.setdefault(one.field, one.value)
    targets = (relation.target for one in readings.values() for relation in one.relations)
    codes = dict.fromkeys(target for target in targets if target.scheme == "github")
    return Work(identifier, fields, tuple(codes))


def _ask(settings: Settings, identifier: Identifier, client: HttpClient) -> Answers:
    """Ask who describes papers until one answers, and registrars where nobody of them can."""
    answers = Answers()
    for source in _able(settings, identifier, (Role.DESCRIBES, Role.STANDS_IN)):
        answers = answers.joined(ask_source(source, [identifier], client))
        if answers.readings or identifier in answers.absent.get(source.name, {}):
            return answers  # an absence is an answer too: there is no such paper
    for source in _able(settings, identifier, (Role.ENRICHES,)):
        if not answers.counts or identifier.scheme != "arxiv":
            answers = answers.joined(ask_source(source, [identifier], client))
    return answers


def _able(settings: Settings, identifier: Identifier, roles: Iterable[Role]) -> tuple[Source, ...]:
    config = SourceConfig(settings.endpoints, settings.tokens, contact=settings.contact)
    return tuple(
        source
        for role in roles
        for source in sources(role, settings.sources, config)
        if source.accepts(identifier)
    )


def _why_unknown(settings: Settings, identifier: Identifier, answers: Answers) -> str:
    """Say in one line who was asked and what they said, and what can be done."""
    shown = url_of(identifier) if identifier.scheme == "url" else str(identifier)
    outcomes = (*answers.failed.items(), *answers.absent.items())
    said = [f"{name}: {why[identifier]}" for name, why in outcomes if identifier in why]
    off = _sources_off(settings, identifier)
    advice = f"turn on {' or '.join(off)} in [sources]" if off else ""
    advice = " or ".join(filter(None, (advice, "give its arXiv id, DOI or title")))
    return f"{shown}: nothing is known of it ({'; '.join(said) or 'no source was asked'}); {advice}"


def _sources_off(settings: Settings, identifier: Identifier) -> list[str]:
    everything = replace(settings, sources=tuple(one.name for one in SOURCES))
    able = _able(everything, identifier, (Role.DESCRIBES, Role.ENRICHES))
    return [source.name for source in able if source.name not in settings.sources]
