"""Records of services that answer in JSON: ask for one, keep some of its fields, read a work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

_UNKNOWN = 404
_ANSWERED = frozenset({200, _UNKNOWN})


def fetch_record(
    source: str,
    identifier: Identifier,
    request: Request,
    client: HttpClient,
    unknown: str,
    fields: Sequence[str],
) -> Lookup:
    """Answer one identifier by a request of its own; of the JSON object `fields` are kept.

    Status 404 says that the service does not know it; `unknown` is the reason given then.
    """
    response = client.fetch(replace(request, statuses=_ANSWERED, cache_statuses=_ANSWERED))
    if isinstance(response, Failed):
        return response
    if response.status == _UNKNOWN:
        return NotFound(unknown, cached=response.cached)
    return keep_fields(source, identifier, response, parse_json(response), fields)


def keep_fields(
    source: str,
    identifier: Identifier,
    response: Response,
    answer: Mapping[str, Any],
    fields: Sequence[str],
) -> Found:
    """Return the record of an identifier: what a response says of it in `fields`."""
    body = canonical_json({name: answer.get(name) for name in fields})
    record = Record(source, identifier, response.url, response.retrieved_at, body)
    return Found(record, cached=response.cached)


def read_work(
    record: Record,
    fields: Iterable[tuple[str, FieldData]],
    identifiers: Iterable[Identifier],
    is_retracted: bool,
) -> Reading:
    """Return the reading of a work; what `fields` leave empty is not stated."""
    versions = (Version(record.identifier, "retracted"),) if is_retracted else ()
    stated = tuple((name, value) for name, value in fields if value)
    return Reading(record.identifier, stated, tuple(identifiers), versions)


def parse_json(response: Response) -> Any:
    """Return the JSON of a response; None where it is none."""
    try:
        return json.loads(response.text)
    except (ValueError, RecursionError):
        return None


def canonical_json(value: object) -> str:
    """Return `value` as JSON whose bytes depend on nothing but the value.

    Raises:
        ValueError: the text holds half a letter, which JSON can escape and no file can hold.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    text.encode("utf-8")
    return text
