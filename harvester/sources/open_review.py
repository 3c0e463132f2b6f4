"""OpenReview: what became of a submission, as its venue decided.

https://docs.openreview.net/reference/api-v2. Since 2026 anonymous calls are answered with a
challenge (403), so it is off by default and wants a token. `venueid` tells the state: the venue's
own id for accepted papers, `…/Rejected_Submission` and the like for others, which were never
published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    Reading,
    Record,
    Version,
)
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import UNREADABLE, OneByOneSource, Role, SourceDeclaration
from harvester.sources.json_records import canonical_json, parse_json
from harvester.values.person_names import parse_person
from harvester.values.venues import VenueKind, parse_venue

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api2.openreview.net"
_NOT_PUBLISHED = re.compile(
    r"reject|withdraw|desk|submitted to|under review|/submission$|active_submission|blind"
    r"|openreview\.net/archive|^openreview\b",
    re.IGNORECASE,
)


class OpenReviewSource(OneByOneSource):
    """OpenReview's note of a paper. `endpoint` is the address above `/notes`."""

    name = service = "openreview"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset({"title", "authors", "event_title", "container_title", "issued"})

    def __init__(self, endpoint: str = ENDPOINT, token: str = "") -> None:
        self._endpoint = endpoint.rstrip("/")
        self._secret = (("Authorization", f"Bearer {token.strip()}"),) if token.strip() else ()

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` names a forum."""
        return identifier.scheme == "openreview"

    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Ask for the note of one forum."""
        request = Request(
            "openreview",
            "GET",
            f"{self._endpoint}/notes",
            (("id", identifier.value),),
            secret_headers=self._secret,
            validate=partial(_check, identifier.value),
        )
        response = client.fetch(request)
        if isinstance(response, Failed):
            return response
        notes = parse_json(response)["notes"]
        if not notes:
            return NotFound("OpenReview does not know it", cached=response.cached)
        body = _kept(notes[0])
        record = Record(self.name, identifier, response.url, response.retrieved_at, body)
        return Found(record, cached=response.cached)

    def read(self, record: Record) -> Reading:
        """Read a note: its venue where it was accepted there, nothing of one where it was not."""
        content: dict[str, Any] = json.loads(record.body)["content"]
        fields = tuple((name, value) for name, value in _fields(content) if value)
        stage = (
            "accepted" if is_published(_text(content, "venueid"), _text(content, "venue")) else ""
        )
        versions = (Version(record.identifier, stage),) if stage else ()
        return Reading(record.identifier, fields, versions=versions)


def is_published(venueid: str, venue: str) -> bool:
    """Tell whether a venue's id and words say that it took the paper.

    >>> is_published("ICLR.cc/2025/Conference", "ICLR 2025 Poster")
    True
    >>> is_published("ICLR.cc/2025/Conference/Rejected_Submission", "Submitted to ICLR 2025")
    False
    """
    return bool(venueid) and not any(map(_NOT_PUBLISHED.search, (venueid, venue)))


def _value(content: dict[str, Any], name: str) -> Any:
    """Return a value of a note; the second version of the API wraps each in an object."""
    value = content.get(name)
    return value.get("value") if isinstance(value, dict) else value


def _text(content: dict[str, Any], name: str) -> str:
    return " ".join(str(_value(content, name) or "").split())


def _fields(content: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "title", _text(content, "title")
    people = _value(content, "authors") or []
    if not isinstance(people, list):
        raise TypeError("authors that are no list")
    names = (one.get("fullname") if isinstance(one, dict) else one for one in people)
    yield "authors", tuple(parse_person(" ".join(str(name).split())) for name in names if name)
    venue = _text(content, "venue")
    if not is_published(_text(content, "venueid"), venue):
        return
    stated = parse_venue(venue)
    if stated is not None and stated.kind is VenueKind.JOURNAL:
        yield "container_title", stated.name or stated.short
    elif stated is not None:
        yield "event_title", str(replace(stated, name=""))
    if stated is not None and stated.year:
        yield "issued", str(stated.year)


def _kept(note: dict[str, Any]) -> str:
    """Return what is kept of a note; raises ValueError for text that no file can hold."""
    return canonical_json({"content": note["content"], "pdate": note.get("pdate")})


def _check(forum: str, response: Response) -> str | None:
    about = parse_json(response)
    notes = about.get("notes") if isinstance(about, dict) else None
    if not isinstance(notes, list) or not all(isinstance(note, dict) for note in notes):
        return "no list of notes"
    if any(not isinstance(note.get("content"), dict) for note in notes):
        return "a note without content"
    if any(note.get("id") != forum for note in notes):
        return "a note of another submission"
    try:
        for note in notes:
            _kept(note)
            tuple(_fields(note["content"]))
    except UNREADABLE:
        return "a note in another shape"
    return None


DECLARATION = SourceDeclaration(
    name=OpenReviewSource.name,
    role=OpenReviewSource.role,
    build=lambda config: OpenReviewSource(
        config.endpoints["openreview"], config.tokens.get("openreview", "")
    ),
    endpoint=ENDPOINT,
    # 180 requests a minute; a challenge is a refusal: nobody is asked again in this run.
    rule=ServiceRule(
        "openreview",
        hosts=("openreview.net",),
        spacing=0.4,
        freshness=7 * 24 * HOUR,
        attempts=2,
        refused=frozenset({401, 403}),
    ),
    trust=50,
    token_variable="OPENREVIEW_TOKEN",  # noqa: S106 -- the name of the variable
    without_token="every call is answered with a challenge",  # noqa: S106
    on_by_default=False,
)
