"""Repositories on GitHub: how they are, where they moved, whether they are there at all.

Gists and other hosts are no repositories of GitHub: `accepts` says no, and they are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from harvester.http import Door, Part
from harvester.identifiers import normalize_repository
from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Reading, Record
from harvester.sources.github_facts import RepositoryAnswer, fields_of
from harvester.sources.github_graphql import GithubGraphql, Unclear
from harvester.sources.github_rest import GithubRest, RestLookup

ENDPOINT = "https://api.github.com"
TAKEN = "gone: another repository has its name now"
_NO_IDS: Mapping[str, int] = MappingProxyType({})


class GithubSource:
    """GitHub's API at `endpoint`: GraphQL with a `token`, REST without one.

    `known_ids` maps names to the numbers that these repositories had when they were first seen: a
    name that leads to another number was taken over; the repository is then found by its number.
    """

    name = "github"
    provides = frozenset(
        [
            "stars",
            "forks",
            "open_issues",
            "archived",
            "disabled",
            "pushed_at",
            "license",
            "topics",
            "default_branch",
            "latest_release",
            "moved_to",
            "name_taken",
            "repository_id",
            "description",
            "coming_soon",
        ]
    )

    def __init__(
        self, endpoint: str = ENDPOINT, token: str = "", known_ids: Mapping[str, int] = _NO_IDS
    ) -> None:
        endpoint = endpoint.rstrip("/")
        secret = (("Authorization", f"Bearer {token}"),) if token else ()
        self._rest = GithubRest(endpoint, secret)
        self._graphql = GithubGraphql(endpoint, secret) if token else None
        self._known_ids = known_ids

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` names a repository on GitHub."""
        return identifier.scheme == "github" and (
            normalize_repository(identifier.value) == identifier.value
        )

    def lookup(
        self, identifiers: Sequence[Identifier], door: Door
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each repository: kept answers at once, the rest from GitHub."""
        wanted = list(dict.fromkeys(identifiers))
        for identifier in wanted:
            if not self.accepts(identifier):
                yield identifier, NotFound("not a repository on GitHub; not asked")
        names = sorted(identifier.value for identifier in wanted if self.accepts(identifier))
        kept = door.recall("github", names)
        for name in names:
            if name in kept:
                yield Identifier("github", name), _lookup_of(kept[name], cached=True)
        missing = [name for name in names if name not in kept]
        for answers in self._ask(missing, door):
            parts: list[Part] = []
            settled = {
                name: self._settle(name, told, parts, door) for name, told in answers.items()
            }
            door.keep("github", parts)
            for name, lookup in settled.items():
                yield Identifier("github", name), lookup

    def _ask(self, names: Sequence[str], door: Door) -> Iterator[dict[str, RestLookup]]:
        if self._graphql is None or door.offline:
            yield from ({name: told} for name, told in self._rest.lookup(names, door))
            return
        for answers in self._graphql.lookup(names, door):
            clear: dict[str, RestLookup] = {}
            for name, told in answers.items():
                # REST tells why a repository is blocked; GraphQL only that it is.
                if isinstance(told, Unclear):
                    clear[name] = self._rest.repository(f"repos/{name}", door)
                else:
                    clear[name] = told
            yield clear

    def _settle(self, name: str, told: RestLookup, parts: list[Part], door: Door) -> Lookup:
        """Return the answer, and add to `parts` what is worth keeping.

        A repository whose name was taken over is looked for by its number.
        """
        if isinstance(told, Failed):
            return told
        if isinstance(told, NotFound):
            parts.append(Part(name, _today(door), "", None, told.reason))
            return told
        about, answer = told
        known = self._known_ids.get(name)
        if known is not None and known != about.repository_id:
            return self._followed(name, known, door)
        part = Part(name, answer.retrieved_at, answer.url, about.to_text())
        if about.tree is not None and about.latest_release is not None:
            parts.append(part)
        return _lookup_of(part, cached=answer.cached)

    def _followed(self, name: str, known: int, door: Door) -> Lookup:
        told = self._rest.repository(f"repositories/{known}", door)
        if isinstance(told, NotFound):
            return NotFound(TAKEN, cached=told.cached)
        if isinstance(told, Failed):
            return told
        about, answer = told
        body = replace(about, name_taken=True).to_text()
        return _lookup_of(Part(name, answer.retrieved_at, answer.url, body), cached=answer.cached)

    def read(self, record: Record) -> Reading:
        """Read one repository."""
        about = RepositoryAnswer.from_text(record.body)
        return Reading(record.identifier, tuple(fields_of(record.identifier.value, about)))


def _today(door: Door) -> str:
    return door.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _lookup_of(part: Part, cached: bool) -> Lookup:
    if part.body is None:
        return NotFound(part.reason, cached=cached)
    identifier = Identifier("github", part.key)
    return Found(Record("github", identifier, part.url, part.retrieved_at, part.body), cached)
