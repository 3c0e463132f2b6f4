"""Hugging Face's paper pages: which repository the people behind a paper name as its code.

https://huggingface.co/docs/hub/api. `githubRepoAddedBy` is "user" or "auto"; the latter is a guess
by machine and is not taken. One request a paper, so it is off unless a list asks for it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.model import Identifier, Lookup, Reading, Record, Relation
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.arxiv.papers import is_arxiv_id
from harvester.sources.base import OneByOneSource, Role, SourceDeclaration
from harvester.sources.json_records import canonical_json, fetch_record, parse_json
from harvester.values.identifiers import normalize_repository

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://huggingface.co/api/papers"


class HuggingFaceSource(OneByOneSource):
    """Hugging Face's page of an arXiv paper. `endpoint` is the address above the id."""

    name = service = "huggingface"
    role = Role.ENRICHES
    parent_source = ""
    provides: frozenset[str] = frozenset()

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint.rstrip("/")

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a well-formed arXiv id."""
        return is_arxiv_id(identifier)

    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Ask for the page of one paper."""

        def check(response: Response) -> str | None:
            return _check(response, identifier)

        request = Request(
            "huggingface",
            "GET",
            f"{self._endpoint}/{identifier.value}",
            validate=check,
        )
        return fetch_record(
            self.name, identifier, request, client, "Hugging Face has no page of it", _READ
        )

    def read(self, record: Record) -> Reading:
        """Read the repository that a person named as the paper's code."""
        page: dict[str, Any] = json.loads(record.body)
        name = normalize_repository(str(page.get("githubRepo") or ""))
        relations: tuple[Relation, ...] = ()
        if name and page.get("githubRepoAddedBy") == "user":
            target = Identifier("github", name)
            relations = (Relation("IsSupplementedBy", target, self.name),)
        page_address = str(page.get("projectPage") or "")
        is_page = page_address.startswith(("https://", "http://")) and page_address.isprintable()
        if is_page and not normalize_repository(page_address):
            target = Identifier("url", page_address)
            relations += (Relation("IsSupplementedBy", target, self.name),)
        return Reading(record.identifier, (), relations=relations)


_READ = ("githubRepo", "githubRepoAddedBy", "id", "projectPage")

DECLARATION = SourceDeclaration(
    name=HuggingFaceSource.name,
    role=HuggingFaceSource.role,
    build=lambda config: HuggingFaceSource(config.endpoints["huggingface"]),
    endpoint=ENDPOINT,
    # 500 requests in five minutes and address.
    rule=ServiceRule(
        "huggingface", hosts=("huggingface.co",), spacing=0.65, freshness=7 * 24 * HOUR
    ),
    trust=25,
    on_by_default=False,
)


def _check(response: Response, identifier: Identifier) -> str | None:
    page = parse_json(response)
    if response.status == 404:
        return None if isinstance(page, dict) and "error" in page else "a 404 of something else"
    if not isinstance(page, dict) or "id" not in page:
        return "no paper page"
    if page["id"] != identifier.value:
        return "the page of another paper"
    return None if _is_text(page) else "a page with half a letter"


def _is_text(page: dict[str, Any]) -> bool:
    try:
        canonical_json(page)
    except ValueError:
        return False
    return True
