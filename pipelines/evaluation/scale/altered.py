"""Real records, and more of them made by altering these: words of other titles, other ids."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.model import Query

_KEPT = 0.5
_SEED = 17


def records_of_size(real: Sequence[SnapshotRecord], size: int) -> Iterator[SnapshotRecord]:
    """Give `size` records: the real ones, then altered ones of the same lengths and words."""
    yield from real[:size]
    chance = random.Random(_SEED)  # noqa: S311 -- no secret
    for number in range(len(real), size):
        yield _altered(real[number % len(real)], chance.choice(real), number, chance)


def _altered(
    record: SnapshotRecord, other: SnapshotRecord, number: int, chance: random.Random
) -> SnapshotRecord:
    words, more = record.title.split(), other.title.split() or ["Untitled"]
    title = " ".join(w if chance.random() < _KEPT else chance.choice(more) for w in words)
    identifier = f"{record.identifier}x{number}"
    return record._replace(identifier=identifier, title=title, authors=other.authors, doi=None)


def questions(real: Sequence[SnapshotRecord], count: int) -> list[tuple[str, Query]]:
    """Return (identifier, query) of real records, a word of the title missing, first author."""
    chance = random.Random(_SEED)  # noqa: S311 -- no secret
    chosen = []
    for record in chance.sample(list(real), count):
        words = record.title.split()
        if len(words) > 4:
            words.pop(chance.randrange(len(words)))
        authors = tuple(record.authors.split("; ")[:1])
        chosen.append((record.identifier, Query(title=" ".join(words), authors=authors)))
    return chosen
