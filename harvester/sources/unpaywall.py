"""Unpaywall: where a free copy of an article lies, and of which kind it is.

https://unpaywall.org/products/api. One DOI a request, 100,000 a day; it wants an e-mail address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from harvester.model import FieldData, Identifier, Lookup, Reading, Record
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import OneByOneSource, Role, SourceConfig, SourceDeclaration
from harvester.sources.json_records import fetch_record, parse_json

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api.unpaywall.org/v2"
_KINDS = frozenset({"bronze", "closed", "diamond", "gold", "green", "hybrid"})
_READ = ("best_oa_location", "doi", "oa_status")


class UnpaywallSource(OneByOneSource):
    """Unpaywall's record of an article. `endpoint` is the address above the DOI."""

    name = service = "unpaywall"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset({"open_access", "open_access_url"})

    def __init__(self, endpoint: str = ENDPOINT, email: str = "") -> None:
        self._endpoint, self._email = endpoint.rstrip("/"), email

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a DOI."""
        return identifier.scheme == "doi"

    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Ask for the record of one DOI."""

        def check(response: Response) -> str | None:
            return _check(response, identifier.value)

        request = Request(
            self.service,
            "GET",
            f"{self._endpoint}/{identifier.value}",
            secret_params=(("email", self._email),),
            validate=check,
        )
        return fetch_record(
            self.name, identifier, request, client, "Unpaywall does not know it", _READ
        )

    def read(self, record: Record) -> Reading:
        """Read the kind of access, and the address of the best free copy where there is one."""
        fields = tuple((name, value) for name, value in _fields(json.loads(record.body)) if value)
        return Reading(record.identifier, fields)


def _fields(about: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    kind = str(about.get("oa_status") or "")
    yield "open_access", kind if kind in _KINDS else ""
    best = about.get("best_oa_location") or {}
    address = str(best.get("url_for_landing_page") or best.get("url") or "")
    yield "open_access_url", address if address.startswith(("https://", "http://")) else ""


def _check(response: Response, doi: str) -> str | None:
    about = parse_json(response)
    if not isinstance(about, dict):
        return "no record"
    if response.status == 404:
        return None if "error" in about else "a 404 that is not Unpaywall's"
    if str(about.get("doi") or "").lower() != doi.lower():
        return "a record of another DOI"
    best = about.get("best_oa_location")
    return None if best is None or isinstance(best, dict) else "a record in another shape"


def _build(config: SourceConfig) -> UnpaywallSource | None:
    """Return the source; None without an e-mail address to ask with."""
    email = config.contact.strip()
    is_address = "@" in email and " " not in email
    return UnpaywallSource(config.endpoints["unpaywall"], email) if is_address else None


DECLARATION = SourceDeclaration(
    name=UnpaywallSource.name,
    role=UnpaywallSource.role,
    build=_build,
    endpoint=ENDPOINT,
    rule=ServiceRule(
        "unpaywall",
        hosts=("api.unpaywall.org",),
        spacing=0.2,
        freshness=14 * 24 * HOUR,
        refused=frozenset({401, 422}),
        daily_quota=100_000,
    ),
    trust=35,
    preferred_scheme="doi",
    needs_contact=True,
    on_by_default=False,  # one request an article
)
