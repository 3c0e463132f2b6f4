"""Ask a service about many identifiers at once: one answer per identifier, cached one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from harvester.model import (
    Failed,
    Found,
    Identifier,
    Lookup,
    NotFound,
    Record,
)
from harvester.network.cache import CachedRecord
from harvester.network.messages import Response
from harvester.sources.base import TWO_TITLES, UNREADABLE
from harvester.sources.json_records import canonical_json

if TYPE_CHECKING:
    from harvester.network.client import HttpClient


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What one response says of the identifiers asked.

    Attributes:
        bodies: raw record by identifier, as text.
        absent: reason by identifier, of those that the service says it does not know.
        unreadable: reason by identifier, of records in another shape than the service promises.
        url: redacted address of the request.
        retrieved_at: ISO time in UTC.
    """

    bodies: Mapping[Identifier, str]
    url: str
    retrieved_at: str
    absent: Mapping[Identifier, str] = field(default_factory=dict)
    unreadable: Mapping[Identifier, str] = field(default_factory=dict)


Fetch: TypeAlias = "Callable[[Sequence[Identifier], HttpClient], BatchAnswer | Failed]"


def lookup_in_batches(
    source: str, identifiers: Sequence[Identifier], size: int, fetch: Fetch, client: HttpClient
) -> Iterator[tuple[Identifier, Lookup]]:
    """Answer each of `identifiers` from the cache, the rest by requests of up to `size`.

    A refused request leaves only its own identifiers `Failed`; what an answer leaves out without
    saying so is `Failed` too, for silence is no absence.
    """
    by_key = {str(identifier): identifier for identifier in identifiers}
    for record in client.load_records(source, list(by_key)):
        yield by_key.pop(record.key), _lookup(source, record, cached=True)
    left = iter(tuple(by_key.values()))
    while batch := tuple(islice(left, size)):
        answer = fetch(batch, client)
        if isinstance(answer, Failed):
            yield from ((identifier, answer) for identifier in batch)
            continue
        records = [_record(answer, one) for one in batch if one not in answer.unreadable]
        kept = [record for record in records if record is not None]
        client.store_records(source, kept)
        lookups = {record.key: _lookup(source, record, cached=False) for record in kept}
        for identifier in batch:
            reason = answer.unreadable.get(identifier, "the answer leaves it out")
            yield identifier, lookups.get(str(identifier), Failed(f"{source}: {reason}"))


def records_by_key(
    records: Iterable[dict[str, Any]],
    key: Callable[[dict[str, Any]], str],
    asked: Collection[str],
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return the records by key, and by key the reason why those asked are not to be believed.

    The same key twice with different titles speaks of two works; where an answer holds a record
    that nobody asked for, what it leaves out is no absence.
    """
    by_key: dict[str, dict[str, Any]] = {}
    doubts: dict[str, str] = {}
    for record in records:
        other = by_key.setdefault(key(record), record)
        if other.get("title") != record.get("title"):
            doubts[key(record)] = TWO_TITLES
    if not by_key.keys() <= set(asked):
        missing = [one for one in asked if one not in by_key]
        doubts |= dict.fromkeys(missing, "the answer speaks of other works")
    return by_key, doubts


def sort_records(
    response: Response,
    records: Mapping[Identifier, dict[str, Any] | None],
    unknown: str,
    misshapen: str,
    read: Callable[[dict[str, Any]], Iterable[object]],
    keep: Callable[[dict[str, Any]], object] = lambda record: record,
    doubts: Mapping[Identifier, str] = MappingProxyType({}),
) -> BatchAnswer:
    """Sort the records of a response into those to keep, unknown ones and unreadable ones.

    `records` holds None for what the service does not know; `unknown` and `misshapen` are the
    reasons given; a record is readable where `read` goes through it; `keep` chooses what of it;
    `doubts` are the reasons why some are not believed.
    """
    bodies, absent, unreadable = {}, {}, dict(doubts)
    for identifier, record in records.items():
        if identifier in doubts:
            continue
        if record is None:
            absent[identifier] = unknown
            continue
        try:
            tuple(read(record))
            bodies[identifier] = canonical_json(keep(record))
        except UNREADABLE:
            unreadable[identifier] = misshapen
    return BatchAnswer(bodies, response.url, response.retrieved_at, absent, unreadable)


def _record(answer: BatchAnswer, identifier: Identifier) -> CachedRecord | None:
    body, reason = answer.bodies.get(identifier), answer.absent.get(identifier, "")
    if body is None and not reason:
        return None
    return CachedRecord(str(identifier), answer.retrieved_at, answer.url, body, reason)


def _lookup(source: str, record: CachedRecord, cached: bool) -> Lookup:
    if record.body is None:
        return NotFound(record.reason, cached=cached)
    scheme, _, value = record.key.partition(":")
    identifier = Identifier(scheme, value)
    raw = Record(source, identifier, record.url, record.retrieved_at, record.body)
    return Found(raw, cached=cached)
