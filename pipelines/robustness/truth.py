"""What may be said on a day, by whom: the facts of the sandbox's world and the words of a list.

The facts are read from the world itself, not through the sources: a value that a source misread
is as wrong as one that a fault spoiled.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from harvester.dataset.entries import slug
from harvester.model import FieldData, Paper, Relation, RepositoryState, Version
from harvester.sandbox.services.arxiv.atom import abstract_of, comment_of
from harvester.sandbox.world import PaperFacts, RepositoryFacts, World
from harvester.values.fields import LIST, rule_of
from harvester.values.publication_notes import read_journal_reference, read_publication
from harvester.values.venues import VenueKind
from pipelines.robustness.elsewhere import facts_elsewhere
from pipelines.robustness.registrars import REGISTRARS, may_say

_Member = TypeVar("_Member", bound=Hashable)


class Truth:
    """Everything that may be said on the day, by whom: the worlds' facts and the list's words."""

    def __init__(self, worlds: Sequence[World], listed: Iterable[tuple[str, FieldData]]) -> None:
        self._worlds = worlds
        self._listed = {(name, _plain(name, value)) for name, value in listed}
        self._papers: dict[str, set[tuple[str, str, Hashable]]] = {}
        self._facts: dict[str, list[PaperFacts]] = {}
        self._code: dict[str, set[str]] = {}
        self._pages: dict[str, set[str]] = {}
        self._versions: dict[str, set[tuple[int, str | None]]] = {}
        for world in worlds:
            for paper in world.papers:
                self._code.setdefault(paper.id, set()).add(paper.repository.lower())
                self._pages.setdefault(paper.id, set()).add(paper.project.lower())
                self._versions.setdefault(paper.id, set()).update(_versions_of(paper))
                values = self._papers.setdefault(paper.id, set())
                values.update(_statements_of(paper))
            for paper in (*world.papers, *facts_elsewhere(world)):
                for key in (paper.id, slug(paper.title), *(doi.lower() for doi in paper.dois)):
                    self._facts.setdefault(key, []).append(paper)

    def allows(self, paper: Paper, name: str, value: FieldData, source: str) -> bool:
        """Tell whether `source` says that field `name` of `paper` is `value`."""
        plain = _plain(name, value)
        if source == LIST:
            return (name, plain) in self._listed
        if source in REGISTRARS:
            facts = [one for key in paper.identifiers for one in self._facts.get(key.value, ())]
            return any(may_say(one, name, value) for one in facts)
        return (source, name, plain) in self._of(paper, self._papers)

    def knows(self, service: str, key: str) -> bool:
        """Tell whether a thing was there all the time, so that nobody may call it absent."""
        if service in {"arxiv", "datacite"}:
            return all(key in world.paper_by_id for world in self._worlds)
        if service == "github":
            return self._knows_repository(key)
        return all(_has_identifier(world, key) for world in self._worlds)

    def _knows_repository(self, key: str) -> bool:
        return all((there := _repository(world, key)) and not there.block for world in self._worlds)

    def allows_relation(self, paper: Paper, relation: Relation) -> bool:
        """Tell whether a service names the target of `relation` as the code of `paper`."""
        named = self._of(paper, self._pages if relation.target.scheme == "url" else self._code)
        return relation.target.value.lower() in named

    def allows_version(self, paper: Paper, version: Version) -> bool:
        """Tell whether `paper` has `version`; one of an article says its stage alone."""
        if version.number is None:
            return version.stage in {"published", "accepted"}
        return (version.number, version.issued) in self._of(paper, self._versions)

    def _of(self, paper: Paper, by_id: Mapping[str, set[_Member]]) -> set[_Member]:
        ids = [one.value for one in paper.identifiers if one.scheme == "arxiv"]
        return {member for value in ids for member in by_id.get(value, ())}

    def allows_row(self, row: RepositoryState) -> bool:
        """Tell whether GitHub said what stands in `row`."""
        return any(_same_row(row, _repository(world, row.repository)) for world in self._worlds)


def _repository(world: World, name: str) -> RepositoryFacts | None:
    name = name.lower()
    return world.repository_by_name.get(name) or world.repository_by_former_name.get(name)


def _same_row(row: RepositoryState, facts: RepositoryFacts | None) -> bool:
    if facts is None or facts.block:
        reason = f"blocked: {facts.block}" if facts else "gone"
        return row.state.startswith(reason) and row.stars is None
    moved = facts.full_name if facts.full_name.lower() != row.repository.lower() else ""
    counts = (row.stars, row.forks, row.open_issues, row.archived, row.license, row.moved_to)
    wanted = (facts.stars, facts.forks, facts.open_issues, facts.archived, facts.license or "")
    return row.state == "found" and counts == (*wanted, moved) and row.pushed_at == facts.pushed_at


def _statements_of(paper: PaperFacts) -> Iterator[tuple[str, str, Hashable]]:
    common: dict[str, FieldData] = {
        "title": paper.title,
        "authors": paper.authors,
        "abstract": abstract_of(paper),
        "submitted": paper.submitted,
        "primary_category": paper.categories[0],
        "categories": paper.categories,
        "comment": comment_of(paper),
    }
    arxiv: dict[str, FieldData] = {
        **common,
        "updated": paper.latest,
        "version": paper.versions,
        "journal_ref": paper.journal_ref,
        "doi": paper.dois[0].lower() if paper.dois else "",
        "withdrawn": paper.withdrawn,
    }
    # Of the subjects that DataCite has only arXiv's own are read, not those of ACM and MSC.
    own = tuple(term for term in paper.categories if term[0].islower())
    copied: dict[str, FieldData] = {"updated": paper.latest, "version": paper.versions}
    datacite = {**common, **copied, "categories": own}
    deposit: dict[str, FieldData] = {
        "version": paper.versions,
        "withdrawn": paper.withdrawn,
        "license": paper.license,
    }
    first: dict[str, FieldData] = {"former_title": paper.former_title or paper.title}
    by_source = (
        ("arxiv", arxiv),
        ("datacite", datacite),
        ("arxiv-oai", deposit),
        ("arxiv-v1", first),
    )
    for source, fields in by_source:
        for name, value in fields.items():
            yield source, name, _plain(name, value)
    comment, reference = comment_of(paper) or "", paper.journal_ref or ""
    stated = read_journal_reference(reference) or read_publication(comment)
    for source, venue in (
        ("arxiv", stated),
        ("arxiv-oai", stated),
        ("datacite", read_publication(comment)),
    ):
        if venue and venue.kind is VenueKind.JOURNAL:
            yield source, "container_title", _plain("container_title", venue.name or venue.short)
        elif venue:
            yield source, "event_title", _plain("event_title", str(venue))


def _plain(name: str, value: FieldData) -> Hashable:
    """Return a value so that two ways of holding the same one are equal, and no others."""
    if name == "authors" and isinstance(value, tuple):
        # arXiv writes "J. -F. Berret" where people write "J.-F. Berret".
        return tuple("".join(str(author).split()) for author in value)
    cleaned = rule_of(name).normalize(value)
    return " ".join(cleaned.split()) if isinstance(cleaned, str) else cleaned


def _versions_of(paper: PaperFacts) -> Iterator[tuple[int, str | None]]:
    yield 1, paper.submitted
    yield from ((number, paper.latest) for number in range(2, paper.versions + 1))


def _has_identifier(world: World, key: str) -> bool:
    """Tell whether an index of the sandbox has what it calls `key` ("arxiv:…" or "doi:…")."""
    scheme, _, value = key.partition(":")
    if scheme == "arxiv":
        return value in world.paper_by_id
    papers = (*world.papers, *facts_elsewhere(world))
    return any(value.lower() == doi.lower() for paper in papers for doi in paper.dois)
