"""READMEs without a token: as files from GitHub's raw host, outside the API's sixty an hour.

https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api counts API requests
alone. With a token GraphQL brings README.md with the repository, and nothing is asked here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    Reading,
    Record,
)
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import OneByOneSource, Role, SourceDeclaration
from harvester.sources.github.readme import MOST_NAMED, read_readme, says_unofficial
from harvester.sources.json_records import canonical_json
from harvester.values.identifiers import normalize_repository

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://raw.githubusercontent.com"
_FILE = "HEAD/README.md"
_ANSWERED = frozenset({200, 404})


class RawReadmesSource(OneByOneSource):
    """README.md of repositories, one request each. `endpoint` stands before owner and name."""

    name = "github-readmes"
    service = "github-raw"
    role = Role.READS_CODE
    parent_source = "github"
    provides = frozenset({"readme_identifiers", "readme_read", "readme_titles", "unofficial"})

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint.rstrip("/")

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` names a repository on GitHub."""
        return identifier.scheme == "github" and (
            normalize_repository(identifier.value) == identifier.value
        )

    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Answer for one identifier, by one request."""
        url = f"{self._endpoint}/{identifier.value}/{_FILE}"
        request = Request(
            self.service, "GET", url, statuses=_ANSWERED, cache_statuses=_ANSWERED, validate=_check
        )
        response = client.fetch(request)
        if isinstance(response, Failed):
            return response
        if response.status == 404:
            return NotFound("no README.md there", cached=response.cached)
        readme = read_readme(response.text)
        body = canonical_json(
            {
                "identifiers": [str(one) for one in readme.identifiers[:MOST_NAMED]],
                "titles": readme.titles[:MOST_NAMED],
                "unofficial": says_unofficial(response.text),
            }
        )
        record = Record(self.name, identifier, response.url, response.retrieved_at, body)
        return Found(record, cached=response.cached)

    def read(self, record: Record) -> Reading:
        """Read what a README names."""
        about = json.loads(record.body)
        stated: tuple[tuple[str, FieldData], ...] = (
            ("readme_identifiers", tuple(map(str, about["identifiers"]))),
            ("readme_titles", tuple(map(str, about["titles"]))),
            ("readme_read", True),
            ("unofficial", bool(about["unofficial"])),
        )
        return Reading(record.identifier, tuple((name, value) for name, value in stated if value))


DECLARATION = SourceDeclaration(
    name=RawReadmesSource.name,
    role=RawReadmesSource.role,
    build=lambda config: (
        None
        if config.tokens.get("github")
        else RawReadmesSource(config.endpoints[RawReadmesSource.name])
    ),
    endpoint=ENDPOINT,
    rule=ServiceRule(
        "github-raw",
        hosts=("raw.githubusercontent.com",),
        spacing=0.5,
        freshness=14 * 24 * HOUR,
        revalidate=True,
    ),
    trust=30,
)


def _check(response: Response) -> str | None:
    """A README is any text that is not empty; a web page in its place is a wall."""
    if response.status != 200:
        return None
    if "html" in response.headers.get("content-type", ""):
        return "a web page instead of a file"
    return None if response.text.strip() else "an empty file"
