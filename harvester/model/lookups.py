"""What a source answers: three answers, and what is read out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from harvester.model.identifier import Identifier
from harvester.model.papers import FieldData, Relation, Version


@dataclass(frozen=True, slots=True)
class Record:
    """One source's raw answer about one thing (a PROV entity); lives in cache/, never in data/.

    `body` is what `read` takes: the part of the answer that speaks of `identifier`, as text.
    `url` is redacted; `retrieved_at` an ISO time in UTC.
    """

    source: str
    identifier: Identifier
    url: str
    retrieved_at: str
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """The source knows the thing."""

    record: Record
    cached: bool = False


@dataclass(frozen=True, slots=True)
class NotFound:
    """The source answered, and does not know the thing; `reason` tells kinds of absence apart."""

    reason: str = ""
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The source could not be asked; says nothing about the thing."""

    reason: str


Lookup: TypeAlias = Found | NotFound | Failed


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what `Source.read` takes out of a record: values without day and rank.

    `lacking` are the fields that the service has for everything, and that this record leaves out.
    """

    identifier: Identifier
    fields: tuple[tuple[str, FieldData], ...]
    identifiers: tuple[Identifier, ...] = ()
    versions: tuple[Version, ...] = ()
    relations: tuple[Relation, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source was asked in a run, in things (ids), and how many HTTP requests that took."""

    asked: int = 0
    cached: int = 0
    found: int = 0
    not_found: int = 0
    failed: int = 0
    requests: int = 0
