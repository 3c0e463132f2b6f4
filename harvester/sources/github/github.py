"""Repositories on GitHub: how they are, where they moved, whether they are there at all.

Gists and other hosts are no repositories of GitHub: `accepts` says no, and they are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Reading, Record
from harvester.network.cache import CachedRecord
from harvester.network.service_rule import ServiceRule
from harvester.sources.base import Role, SourceDeclaration
from harvester.sources.github.graphql import GithubGraphql, Unclear
from harvester.sources.github.repository import RepositoryAnswer, fields_of
from harvester.sources.github.rest import GithubRest, RestLookup
from harvester.values.identifiers import normalize_repository

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api.github.com"
TAKEN = "gone: another repository has its name now"
_ADVICE = {
    "status 401": "GitHub does not accept the token: put a valid one into GITHUB_TOKEN, or none",
    "SAML": "let the token speak for that organisation in GitHub's settings (Configure SSO)",
}
_ADVICE_WITHOUT_TOKEN = {"quota used up": "with a token in GITHUB_TOKEN the quota is far larger"}
_NO_IDS: Mapping[str, int] = MappingProxyType({})


class GithubSource:
    """GitHub's API at `endpoint`: GraphQL with a `token`, REST without one.

    `known_ids` maps names to the numbers that these repositories had when they were first seen: a
    name that leads to another number was taken over; the repository is then found by its number.
    """

    name = service = "github"
    role = Role.COUNTS
    parent_source = ""
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
            "readme_identifiers",
            "readme_titles",
            "readme_read",
            "homepage",
            "unofficial",
        ]
    )

    def __init__(
        self,
        endpoint: str = ENDPOINT,
        token: str = "",
        known_ids: Mapping[str, int] = _NO_IDS,
        readmes: bool = False,
    ) -> None:
        endpoint = endpoint.rstrip("/")
        secret = (("Authorization", f"Bearer {token}"),) if token else ()
        self._rest = GithubRest(endpoint, secret, readmes)
        self._readmes = readmes
        self._graphql = GithubGraphql(endpoint, secret) if token else None
        self._known_ids = {name.lower(): number for name, number in known_ids.items()}

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` names a repository on GitHub."""
        return identifier.scheme == "github" and (
            normalize_repository(identifier.value) == identifier.value
        )

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each repository: kept answers at once, the rest from GitHub."""
        wanted = list(dict.fromkeys(identifiers))
        for identifier in wanted:
            if not self.accepts(identifier):
                yield identifier, NotFound("not a repository on GitHub; not asked")
        names = sorted(identifier.value for identifier in wanted if self.accepts(identifier))
        kept = set()
        for part in client.load_records("github", names):
            lookup = _lookup_of(part, cached=True)
            if self._serves(part.key, lookup):
                kept.add(part.key)
                yield Identifier("github", part.key), lookup
        missing = [name for name in names if name not in kept]
        for answers in self._ask(missing, client):
            parts: list[CachedRecord] = []
            settled = {
                name: self._settle(name, answer, parts, client) for name, answer in answers.items()
            }
            client.store_records("github", parts)
            for name, lookup in settled.items():
                yield Identifier("github", name), lookup

    def _ask(self, names: Sequence[str], client: HttpClient) -> Iterator[dict[str, RestLookup]]:
        if self._graphql is None or client.offline:
            yield from ({name: answer} for name, answer in self._rest.lookup(names, client))
            return
        for answers in self._graphql.lookup(names, client):
            # REST tells why a repository is blocked; GraphQL only that it is.
            unclear = [name for name, answer in answers.items() if isinstance(answer, Unclear)]
            # First what is clear: it is kept then, whatever becomes of the further requests.
            yield {n: answer for n, answer in answers.items() if not isinstance(answer, Unclear)}
            yield from ({name: answer} for name, answer in self._rest.lookup(unclear, client))

    def _serves(self, name: str, kept: Lookup) -> bool:
        """Tell whether a kept answer serves: of the repository first seen, with what is asked."""
        if not isinstance(kept, Found):
            return True
        about = RepositoryAnswer.from_text(kept.record.body)
        if self._readmes and not about.readme_read:
            return False
        return about.repository_id in {self._known_ids.get(name.lower()), None} or (
            name.lower() not in self._known_ids
        )

    def _settle(
        self, name: str, rest_lookup: RestLookup, parts: list[CachedRecord], client: HttpClient
    ) -> Lookup:
        """Return the answer, and add to `parts` what is worth keeping.

        A repository whose name was taken over is looked for by its number.
        """
        if isinstance(rest_lookup, Failed):
            return _in_plain_words(rest_lookup, self._graphql is not None)
        if isinstance(rest_lookup, NotFound):
            parts.append(CachedRecord(name, _today(client), "", None, rest_lookup.reason))
            return rest_lookup
        about, answer = rest_lookup
        github_id = self._known_ids.get(name.lower())
        if github_id is not None and about.repository_id not in {github_id, None}:
            return self._followed(name, github_id, client)
        part = CachedRecord(name, answer.retrieved_at, answer.url, about.to_text())
        if about.tree is not None and about.latest_release is not None:
            parts.append(part)
        return _lookup_of(part, cached=answer.cached)

    def _followed(self, name: str, github_id: int, client: HttpClient) -> Lookup:
        reply = self._rest.repository(f"repositories/{github_id}", client)
        if isinstance(reply, NotFound):
            return NotFound(TAKEN, cached=reply.cached)
        if isinstance(reply, Failed):
            return reply
        about, answer = reply
        body = replace(about, name_taken=True).to_text()
        return _lookup_of(
            CachedRecord(name, answer.retrieved_at, answer.url, body), cached=answer.cached
        )

    def read(self, record: Record) -> Reading:
        """Read one repository."""
        about = RepositoryAnswer.from_text(record.body)
        return Reading(record.identifier, tuple(fields_of(record.identifier.value, about)))


DECLARATION = SourceDeclaration(
    name=GithubSource.name,
    role=GithubSource.role,
    build=lambda config: GithubSource(
        config.endpoints["github"],
        config.tokens.get("github", ""),
        config.numbers,
        config.readmes,
    ),
    endpoint=ENDPOINT,
    # https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    rule=ServiceRule("github", hosts=("api.github.com",), batch=100, spacing=0.1, revalidate=True),
    trust=30,
    trust_in={"code": 95},  # it knows the present name of a repository that moved
    token_variable="GITHUB_TOKEN",  # noqa: S106 - the name of the variable
    without_token="60 requests an hour",  # noqa: S106
)


def _in_plain_words(failed: Failed, with_token: bool) -> Failed:
    """Say what a person can do about it, where a person can."""
    for sign, advice in (_ADVICE if with_token else _ADVICE_WITHOUT_TOKEN).items():
        if sign in failed.reason:
            return Failed(f"{failed.reason}; {advice}")
    return failed


def _today(client: HttpClient) -> str:
    return client.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _lookup_of(part: CachedRecord, cached: bool) -> Lookup:
    if part.body is None:
        return NotFound(part.reason, cached=cached)
    identifier = Identifier("github", part.key)
    return Found(Record("github", identifier, part.url, part.retrieved_at, part.body), cached)
